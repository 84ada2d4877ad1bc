#include "checkpoint/writer.h"

#include <algorithm>
#include <functional>
#include <set>
#include <span>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/json.h"
#include "base/number_text.h"
#include "checkpoint/pickle_writer.h"
#include "checkpoint/tensor_view.h"
#include "checkpoint/zip_writer.h"

namespace spurioscope {
namespace {

using Sink = std::function<void(std::span<const std::byte>)>;

void check(const CheckpointContent& content) {
  std::set<std::string_view> names;
  for (const auto& tensor : content.tensors) {
    const auto shown = "the tensor '" + tensor.name + "'";
    const auto needed = elementCount(tensor.shape, tensor.dtype, {}, shown) * dtypeBytes(tensor.dtype);
    if (needed != tensor.bytes.size()) {
      throw Error{Kind::Shape,
                  shown + " has " + std::to_string(tensor.bytes.size()) + " bytes, its shape needs " + std::to_string(needed),
                  {},
                  {}};
    }
    if (!names.insert(tensor.name).second) throw Error{Kind::Usage, shown + " stands twice", {}, {}};
  }
}

void streamTorchZip(const CheckpointContent& content, const std::string& folder, const Sink& sink) {
  check(content);
  for (const auto& tensor : content.tensors) {
    if (!storageName(tensor.dtype)) {
      throw Error{Kind::Unsupported,
                  "torch files cannot hold '" + tensor.name + "' of dtype " + std::string(dtypeName(tensor.dtype)),
                  {},
                  "Write a safetensors file."};
    }
  }
  ZipWriter zip(sink);
  zip.add(folder + "/data.pkl", pickleOf(content));
  zip.add(folder + "/byteorder", std::string_view("little"));
  for (std::size_t i = 0; i < content.tensors.size(); ++i) zip.add(folder + "/data/" + std::to_string(i), content.tensors[i].bytes);
  zip.add(folder + "/version", std::string_view("3\n"));
  zip.finish();
}

std::string safetensorsHeader(const CheckpointContent& content, std::span<const std::size_t> order) {
  Json header = Json::object();
  header["__metadata__"]["format"] = "pt";
  if (content.epoch) header["__metadata__"]["epoch"] = std::to_string(*content.epoch);
  if (content.loss) header["__metadata__"]["loss"] = numberText(*content.loss);
  std::string text = jsonText(header);
  text.pop_back();  // entries are joined by hand: looking names up in an ordered object would take quadratic time
  std::uint64_t at = 0;
  for (const auto i : order) {
    const auto& tensor = content.tensors[i];
    Json entry = Json::object();
    entry["dtype"] = *safetensorsName(tensor.dtype);
    entry["shape"] = tensor.shape;
    entry["data_offsets"] = {at, at + tensor.bytes.size()};
    text += "," + jsonText(Json(tensor.name)) + ":" + jsonText(entry);
    at += tensor.bytes.size();
  }
  text += '}';
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

void streamSafetensors(const CheckpointContent& content, const Sink& sink) {
  check(content);
  std::vector<std::size_t> order(content.tensors.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (const auto& tensor : content.tensors) {
    if (!safetensorsName(tensor.dtype)) {
      throw Error{Kind::Unsupported,
                  "safetensors files cannot hold '" + tensor.name + "' of dtype " + std::string(dtypeName(tensor.dtype)),
                  {},
                  "Write a torch file."};
    }
    if (tensor.name == "__metadata__")
      throw Error{Kind::Usage, "a tensor cannot be named '__metadata__' in a safetensors file", {}, {}};
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto &left = content.tensors[a], &right = content.tensors[b];
    const auto wide = dtypeBytes(left.dtype), narrow = dtypeBytes(right.dtype);
    return wide != narrow ? wide > narrow : left.name < right.name;
  });
  const auto header = safetensorsHeader(content, order);
  std::string length;
  for (int i = 0; i < 8; ++i) length += static_cast<char>(static_cast<std::uint64_t>(header.size()) >> (8 * i) & 0xFF);
  sink(std::as_bytes(std::span{length}));
  sink(std::as_bytes(std::span{header}));
  for (const auto i : order) sink(content.tensors[i].bytes);
}

template <class Stream>
void toFile(const std::filesystem::path& path, const Stream& stream) {
  AtomicFile file(path);
  stream([&file](std::span<const std::byte> bytes) { file.write(bytes); });
  file.commit();
}

template <class Stream>
std::vector<std::byte> toMemory(const Stream& stream) {
  std::vector<std::byte> out;
  stream([&out](std::span<const std::byte> bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); });
  return out;
}

}  // namespace

void writeTorchZip(const std::filesystem::path& path, const CheckpointContent& content) {
  toFile(path, [&](const Sink& sink) { streamTorchZip(content, "archive", sink); });
}

void writeSafetensors(const std::filesystem::path& path, const CheckpointContent& content) {
  toFile(path, [&](const Sink& sink) { streamSafetensors(content, sink); });
}

std::vector<std::byte> torchZipBytes(const CheckpointContent& content, const std::string& archiveName) {
  return toMemory([&](const Sink& sink) { streamTorchZip(content, archiveName, sink); });
}

std::vector<std::byte> safetensorsBytes(const CheckpointContent& content) {
  return toMemory([&](const Sink& sink) { streamSafetensors(content, sink); });
}

}  // namespace spurioscope
