#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace spurioscope {

/// Which side a resize handles first; the 8-bit values between the passes make results differ by one level here and there.
/// Pillow 13 (2026) begins with the height where it shrinks by more than twice the pixels that the width does; every release
/// before begins with the width, and with those the published checkpoints were trained.
enum class PassOrder { Pillow13, WidthFirst };

/// A width and a height in pixels; {0, 0}: the step is left out.
struct Size {
  int width = 0, height = 0;

  bool operator==(const Size&) const = default;
};

/// What is done to a decoded image, in this order: centre crop (`firstCrop`), resize (Pillow's bilinear) to `resize` whatever the
/// aspect or so that the shorter side has `shortSide` pixels, centre crop (`crop`), then (u8 / 255 - mean) / std.
struct Preprocessing {
  std::string name{};                        ///< "waterbirds-eval"
  Size firstCrop{};
  Size resize{};                             ///< at most one of resize and shortSide is set
  int shortSide = 0;
  Size crop{};                               ///< the size that a network sees. {0, 0} only until a layout has filled it in
  bool exact = false;                        ///< nothing is cropped: an image of another size than `crop` is a fault
  int channels = 3;                          ///< 3: RGB; 1: grey, as convert("L"), and mean[0] and std[0] are used
  std::array<float, 3> mean{0, 0, 0}, std{1, 1, 1};
  PassOrder passes = PassOrder::Pillow13;

  std::string text() const;                  ///< "resize 256x256 (bilinear as Pillow 13), centre crop 224x224, mean ..."
  /// Everything that decides the bytes before normalisation, for keys of caches.
  std::string pixelKey() const;
};

/// A transform under the name of the project that uses it (FIELD.md 5.2).
struct NamedPreprocessing {
  std::string_view name;
  std::string_view use;                      ///< who evaluates so, in words
  Preprocessing preprocessing;
};
std::span<const NamedPreprocessing> namedPreprocessings();

/// The transform of that name. @throws Error{Kind::Usage} listing the names.
Preprocessing preprocessingNamed(std::string_view name);

/// The paper's evaluation transform: 256x256, centre crop 224, ImageNet mean and std (FIELD.md 1.3).
Preprocessing paperEvaluation();

/// What the user asks for: "NAME", "NAME,setting=value,...", or settings alone, which change `standard` (the layout's transform).
/// Settings: resize=WxH, resize=N (shorter side, aspect kept), crop=N or WxH (before or after the resize as written), mean=M[/M/M],
/// std=S[/S/S], channels=1|3, pillow=12|13. Naming a resize or a crop replaces all of the former geometry. Empty: `standard`.
/// @throws Error{Kind::Usage} naming the word and what it may be.
Preprocessing parsePreprocessing(std::string_view text, const Preprocessing& standard);

/// The size of an image after the resize; without a resize it is `image`. @throws Error{Kind::Shape} when a thin image would grow
/// beyond 2^24 pixels.
Size resizedSize(const Preprocessing& preprocessing, Size image);

}  // namespace spurioscope
