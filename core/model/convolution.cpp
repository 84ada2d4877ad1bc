#include "model/convolution.h"

#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include "model/functions.h"

namespace spurioscope {
namespace {

using Stack = torch::jit::Stack;

const c10::OperatorHandle& operatorNamed(const char* name, const char* overload) {
  static std::map<std::pair<std::string, std::string>, c10::OperatorHandle> known;
  const auto key = std::make_pair(std::string(name), std::string(overload));
  auto found = known.find(key);
  if (found == known.end()) {
    found = known.emplace(key, c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)).first;
  }
  return found->second;
}

at::Tensor call(const char* name, const char* overload, Stack stack) {
  operatorNamed(name, overload).callBoxed(&stack);
  return std::move(stack.at(0)).toTensor();
}

c10::List<int64_t> ints(const std::array<std::int64_t, 2>& pair) { return c10::List<int64_t>({pair[0], pair[1]}); }

constexpr std::array<std::int64_t, 2> kOne{1, 1}, kNone{0, 0};

c10::IValue scalars(const std::optional<std::pair<double, double>>& values) {
  c10::List<std::optional<c10::Scalar>> list;
  if (values) {
    list.push_back(c10::Scalar(values->first));
    list.push_back(c10::Scalar(values->second));
  }
  return list;
}

}  // namespace

FoldedConvolution::FoldedConvolution(at::Tensor weight, at::Tensor bias, const Window& window, const c10::Device& device, bool mayFuse)
    : weight_(weight.to(device).contiguous()), bias_(bias.to(device).contiguous()), window_(window),
      fused_(mayFuse && device.is_cpu() && at::globalContext().hasMKLDNN()) {}

bool FoldedConvolution::asLinear(const at::Tensor& x) const {
  return x.size(2) == 1 && x.size(3) == 1 && weight_.size(2) == 1 && weight_.size(3) == 1 && window_.groups == 1;
}

const at::Tensor& FoldedConvolution::packed(const at::Tensor& x) const {
  if (!packed_.defined()) {
    // oneDNN's layout depends on the input's size. Another size later runs too: where its layout differs, oneDNN repacks at each run.
    packed_ =
        call("mkldnn::_reorder_convolution_weight", "",
             Stack{weight_, ints(window_.padding), ints(window_.stride), ints(window_.dilation), window_.groups, c10::IValue(x.sizes())});
  }
  return packed_;
}

at::Tensor FoldedConvolution::run(const at::Tensor& x, std::optional<Function> function) const {
  const auto fusion = function ? fusedFunction(*function) : std::optional(FusedFunction{});
  if (!fused_ || asLinear(x) || !fusion) {
    const auto y = asLinear(x) ? at::linear(x.flatten(1), weight_.flatten(1), bias_).unsqueeze(2).unsqueeze(3)
                               : at::conv2d(x, weight_, bias_, window_.stride, window_.padding, window_.dilation, window_.groups);
    return function ? applyFunction(*function, y) : y;
  }
  return call("mkldnn::_convolution_pointwise", "",
              Stack{x, packed(x), bias_, ints(window_.padding), ints(window_.stride), ints(window_.dilation), window_.groups,
                    fusion->attribute, scalars(fusion->scalars), c10::IValue(fusion->algorithm)});
}

at::Tensor FoldedConvolution::runAdd(const at::Tensor& x, const at::Tensor& other, bool relu) const {
  if (!fused_ || asLinear(x)) {
    auto y = run(x).add_(other);
    return relu ? y.relu_() : y;
  }
  return call("mkldnn::_convolution_pointwise", "binary",
              Stack{x, other, packed(x), bias_, ints(window_.padding), ints(window_.stride), ints(window_.dilation),
                    window_.groups, "add", c10::IValue(c10::Scalar(1.0)), relu ? c10::IValue("relu") : c10::IValue(),
                    scalars({}), c10::IValue()});
}

bool FoldedConvolution::winogradPays(const at::Tensor& x) const {
  constexpr std::int64_t kChannels = 128;  // below, the transforms cost what the products save
  const Window plain{{3, 3}, {1, 1}, {1, 1}, {1, 1}, 1};
  return fused_ && window_.kernel == plain.kernel && window_.stride == plain.stride && window_.padding == plain.padding &&
         window_.dilation == plain.dilation && window_.groups == 1 && weight_.size(0) >= kChannels && weight_.size(1) >= kChannels &&
         x.size(2) >= 3 && x.size(3) >= 3;
}

/// Strips of a block, and the transformed weights for blocks of so many tiles.
void FoldedConvolution::prepareWinograd(const WinogradShape& shape, std::int64_t tilesThatFit) const {
  if (winograd_.height == shape.h && winograd_.width == shape.w) return;
  // Always as many tiles at once, as oneDNN's layout of the weights depends on it; so many that the first stack of a sweep is some
  // whole blocks: the others are mostly as large. Blocks of whole samples, where they fit, all have as many tiles of each part.
  const auto perSample = shape.rows.count();
  const auto unit = perSample * shape.columns.count() <= tilesThatFit ? perSample : 1;
  const auto units = shape.strips() / unit;
  const auto blocks = std::max<std::int64_t>(1, (shape.tiles() + tilesThatFit / 2) / tilesThatFit);
  winograd_ = {shape.h, shape.w, (units + blocks - 1) / blocks * unit, {}, {}};
  for (std::int64_t first = 0; first < perSample; first += unit) {  // a block may begin at any of these strips of a sample
    for (int part = 0; part < kWinogradParts; ++part) {
      const auto tiles = WinogradBlock{first, first + winograd_.strips}.tiles(shape, part);
      winograd_.tiles[part] = std::max(winograd_.tiles[part], tiles);
    }
  }
  const auto out = weight_.size(0), in = weight_.size(1);
  std::array<at::Tensor, kWinogradParts> transformed;
  std::array<float*, kWinogradParts> parts;
  for (int part = 0; part < kWinogradParts; ++part) {
    transformed[part] = at::empty({kWinogradPoints[part] * out, in, 1, 1}, at::kFloat);
    parts[part] = transformed[part].data_ptr<float>();
  }
  winogradWeights(weight_.const_data_ptr<float>(), out, in, parts);
  for (int part = 0; part < kWinogradParts; ++part) {
    if (winograd_.tiles[part] == 0) continue;
    const auto groups = kWinogradPoints[part];
    winograd_.weights[part] =
        call("mkldnn::_reorder_convolution_weight", "",
             Stack{transformed[part], ints(kNone), ints(kOne), ints(kOne), groups,
                   c10::List<std::int64_t>({1, groups * in, winograd_.tiles[part], 1})});
  }
}

at::Tensor FoldedConvolution::runQuick(const at::Tensor& x, const at::Tensor& other, bool relu) const {
  constexpr double kBlockBytes = 24e6;  // of transformed tiles and their products: they are to stay in the last cache
  const auto out = weight_.size(0), in = weight_.size(1);
  const auto fits = std::max<std::int64_t>(16, static_cast<std::int64_t>(kBlockBytes / (4.0 * 36 * static_cast<double>(in + out))));
  const WinogradShape shape(x.size(0), x.size(2), x.size(3));
  if (!winogradPays(x) || 2 * shape.tiles() < fits)
    return other.defined() ? runAdd(x, other, relu) : run(x, relu ? std::optional(Function::Relu) : std::nullopt);
  prepareWinograd(shape, fits);
  const auto input = x.contiguous(at::MemoryFormat::ChannelsLast);
  const auto addend = other.defined() ? other.contiguous(at::MemoryFormat::ChannelsLast) : at::Tensor();
  auto result = at::empty({x.size(0), out, x.size(2), x.size(3)}, x.options(), at::MemoryFormat::ChannelsLast);
  std::array<at::Tensor, kWinogradParts> tiles, products;
  std::array<float*, kWinogradParts> to{};
  std::array<const float*, kWinogradParts> from{};
  const bool wholeBlocks = shape.strips() % winograd_.strips == 0 && winograd_.strips % shape.rows.count() == 0;
  for (int part = 0; part < kWinogradParts; ++part) {
    if (winograd_.tiles[part] == 0) continue;
    tiles[part] = at::empty({1, kWinogradPoints[part] * in, winograd_.tiles[part], 1}, x.options(), at::MemoryFormat::ChannelsLast);
    if (!wholeBlocks) tiles[part].zero_();  // what is multiplied besides is not read, but is to be numbers
    to[part] = tiles[part].data_ptr<float>();
  }
  const auto grain = std::max<std::int64_t>(1, 4096 / (in * shape.columns.count()));
  for (std::int64_t first = 0; first < shape.strips(); first += winograd_.strips) {
    const WinogradBlock block{first, std::min(first + winograd_.strips, shape.strips())};
    at::parallel_for(block.first, block.last, grain, [&](std::int64_t begin, std::int64_t end) {
      winogradInput(input.const_data_ptr<float>(), shape, in, block, begin, end, to);
    });
    for (int part = 0; part < kWinogradParts; ++part) {
      if (block.tiles(shape, part) == 0) continue;
      products[part] = call("mkldnn::_convolution_pointwise", "",
                            Stack{tiles[part], winograd_.weights[part], c10::IValue(), ints(kNone), ints(kOne), ints(kOne),
                                  kWinogradPoints[part], "none", scalars({}), c10::IValue("")})
                           .contiguous(at::MemoryFormat::ChannelsLast);
      from[part] = products[part].const_data_ptr<float>();
    }
    at::parallel_for(block.first, block.last, grain, [&](std::int64_t begin, std::int64_t end) {
      winogradOutput(from, shape, out, block, begin, end, bias_.const_data_ptr<float>(),
                     addend.defined() ? addend.const_data_ptr<float>() : nullptr, relu, result.data_ptr<float>());
    });
  }
  return result;
}

at::Tensor FoldedConvolution::runDepthwise(const at::Tensor& x, const at::Tensor& channels) const {
  const auto index = channels.to(weight_.device());
  return at::conv2d(x, weight_.index_select(0, index), bias_.index_select(0, index), window_.stride, window_.padding, window_.dilation,
                    channels.numel());
}

at::Tensor FoldedConvolution::columns(const at::Tensor& channels) const {
  const auto index = channels.reshape(-1).to(weight_.device());
  if (weight_.size(2) * weight_.size(3) == 1) {  // a few columns of a matrix need no second copy of all of them
    return weight_.flatten(1).index_select(1, index).t().view({index.numel(), 1, 1, weight_.size(0)});
  }
  if (!byInput_.defined()) byInput_ = weight_.permute({1, 2, 3, 0}).contiguous();
  return byInput_.index_select(0, index);
}

at::Tensor FoldedConvolution::runRows(const at::Tensor& x, const at::Tensor& rows, const at::Tensor& bias,
                                      const at::Tensor& channels) const {
  const auto conv = [&](const at::Tensor& in, const at::Tensor& w, const at::Tensor& b) {
    return at::conv2d(in, w, b, window_.stride, window_.padding, window_.dilation).permute({0, 2, 3, 1});
  };
  if (window_.groups == 1) return conv(x, rows, bias).contiguous();
  const auto perGroup = weight_.size(0) / window_.groups;
  const auto inputs = weight_.size(1);
  const auto* channel = channels.data_ptr<std::int64_t>();
  std::vector<at::Tensor> parts;
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    const auto group = channel[i] / perGroup;
    parts.push_back(conv(x.narrow(1, group * inputs, inputs), rows.narrow(0, i, 1), bias.narrow(0, i, 1)));
  }
  return at::cat(parts, 3);
}

at::Tensor FoldedConvolution::addDifference(const at::Tensor& base, const at::Tensor& difference, const at::Tensor& channels) const {
  const auto k = difference.size(0), n = difference.size(1), m = difference.size(4);
  const auto kh = window_.kernel[0], kw = window_.kernel[1];
  const auto h = base.size(1), w = base.size(2), out = base.size(3);
  // Columns of the changed input channels, [K, kh, kw, m, out].
  const auto columns = this->columns(channels).view({k, m, kh, kw, out}).permute({0, 2, 3, 1, 4}).reshape({k, kh * kw * m, out});
  auto padded = difference;
  if (window_.padding[0] > 0 || window_.padding[1] > 0) {
    padded = at::constant_pad_nd(difference, {0, 0, window_.padding[1], window_.padding[1], window_.padding[0], window_.padding[0]});
  }
  const auto s = padded.strides();
  const auto patches = padded.as_strided(
      {k, n, h, w, kh, kw, m},
      {s[0], s[1], s[2] * window_.stride[0], s[3] * window_.stride[1], s[2] * window_.dilation[0], s[3] * window_.dilation[1], s[4]});
  const auto rows = patches.reshape({k, n * h * w, kh * kw * m});
  const auto sum = at::baddbmm(base.view({1, n * h * w, out}).expand({k, n * h * w, out}), rows, columns);
  return sum.view({k * n, h, w, out}).permute({0, 3, 1, 2});
}

}  // namespace spurioscope
