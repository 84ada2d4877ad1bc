#include "base/sha256.h"

#include <array>

#include <openssl/evp.h>

#include "base/error.h"

namespace spurioscope {

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

namespace {

void check(int answer) {
  if (answer != 1) throw Error{Kind::Internal, "libcrypto cannot compute SHA-256", {}, "Check the installation of OpenSSL's library."};
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) { check(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr)); }
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) { check(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size())); }

void Sha256::add(const std::string& text) { add(std::as_bytes(std::span{text})); }

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  check(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size));
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}

std::string sha256Hex(std::span<const std::byte> bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

}  // namespace spurioscope
