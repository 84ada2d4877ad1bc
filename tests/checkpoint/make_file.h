#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/zip_writer.h"

namespace spurioscope {

using Records = std::vector<std::pair<std::string, std::string>>;

inline std::vector<std::byte> bytesOf(std::string_view text) {
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

/// A zip file of stored records, as text so that a test can damage it.
inline std::string zipText(const Records& records) {
  std::string out;
  ZipWriter zip([&out](std::span<const std::byte> part) { out.append(reinterpret_cast<const char*>(part.data()), part.size()); });
  for (const auto& [name, content] : records) zip.add(name, std::string_view(content));
  zip.finish();
  return out;
}

/// A torch zip around a pickle, with a storage "0" of six floats 0 to 5.
inline std::string torchZipText(const std::string& pickle) {
  std::string storage;
  for (const float value : {0.f, 1.f, 2.f, 3.f, 4.f, 5.f}) storage.append(reinterpret_cast<const char*>(&value), sizeof value);
  return zipText({{"archive/data.pkl", pickle}, {"archive/data/0", storage}, {"archive/version", "3\n"}});
}

inline std::shared_ptr<const Checkpoint> openText(std::string_view text) { return readCheckpoint(bytesOf(text), "test.pth"); }

/// Opcodes (protocol 2) that leave a tensor [2, 3] of storage "0" on the stack; sizes, strides and offset as opcodes.
inline std::string tensorOpcodes(const std::string& shape = "K\x02K\x03\x86", const std::string& strides = "K\x03K\x01\x86",
                                 std::string offset = std::string("K\0", 2), const std::string& count = "K\x06") {
  using namespace std::string_literals;
  return "ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x01"s + "0U\x03"s + "cpu" + count + "tQ" +
         offset + shape + strides + "\x89}tR";
}

/// The kind of the error that `action` throws; fails the test when it throws none.
template <class Action>
Kind kindOf(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_FALSE(std::string_view(error.what()).empty());
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return Kind::Internal;
}

}  // namespace spurioscope
