#include "checkpoint/pickle_writer.h"

#include <bit>

#include "checkpoint/tensor_view.h"

namespace spurioscope {
namespace {

class Pickler {
 public:
  std::string out = "\x80\x02";

  void text(std::string_view value) {
    out += 'X';
    little(value.size(), 4);
    out += value;
  }

  void integer(std::int64_t value) {
    if (value >= 0 && value < 256) {
      out += 'K';
      little(static_cast<std::uint64_t>(value), 1);
    } else if (value >= INT32_MIN && value <= INT32_MAX) {
      out += 'J';
      little(static_cast<std::uint64_t>(value), 4);
    } else {
      out += "\x8a\x08";
      little(static_cast<std::uint64_t>(value), 8);
    }
  }

  void real(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    out += 'G';
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift & 0xFF);
  }

  void global(std::string_view module, std::string_view name) {
    out += 'c';
    out += module;
    out += '\n';
    out += name;
    out += '\n';
  }

  void orderedDict() {
    global("collections", "OrderedDict");
    out += ")R";
  }

  void integers(std::span<const std::int64_t> values) {
    out += '(';
    for (const auto value : values) integer(value);
    out += 't';
  }

  void tensor(const NamedTensor& tensor, std::size_t key, std::uint64_t elements) {
    global("torch._utils", "_rebuild_tensor_v2");
    out += "((";
    text("storage");
    global("torch", *storageName(tensor.dtype));
    text(std::to_string(key));
    text("cpu");
    integer(static_cast<std::int64_t>(elements));
    out += "tQ";
    integer(0);
    integers(tensor.shape);
    integers(rowMajorStrides(tensor.shape));
    out += '\x89';
    orderedDict();
    out += "tR";
  }

 private:
  void little(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  }
};

}  // namespace

std::string pickleOf(const CheckpointContent& content) {
  Pickler pickle;
  const bool wrapped = content.epoch || content.loss;
  if (wrapped) {
    pickle.out += "}(";
    if (content.epoch) {
      pickle.text("epoch");
      pickle.integer(*content.epoch);
    }
    pickle.text("model_state_dict");
  }
  pickle.orderedDict();
  pickle.out += '(';
  for (std::size_t i = 0; i < content.tensors.size(); ++i) {
    const auto& tensor = content.tensors[i];
    pickle.text(tensor.name);
    pickle.tensor(tensor, i, tensor.bytes.size() / dtypeBytes(tensor.dtype));
  }
  pickle.out += 'u';
  if (wrapped) {
    if (content.loss) {
      pickle.text("loss");
      pickle.real(*content.loss);
    }
    pickle.out += 'u';
  }
  pickle.out += '.';
  return pickle.out;
}

}  // namespace spurioscope
