#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace spurioscope {

/// SHA-256 (FIPS 180-4), incremental, by OpenSSL's libcrypto, which uses the processor's instructions for it where there are any.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::span<const std::byte> bytes);
  void add(const std::string& text);
  std::string hex();  ///< finishes; 64 lower-case hex digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256Hex(std::span<const std::byte> bytes);

}  // namespace spurioscope
