#include "base/error.h"

#include <set>

#include <gtest/gtest.h>

#include "base/progress.h"

namespace spurioscope {
namespace {

constexpr Kind kAll[] = {Kind::Usage, Kind::Format, Kind::Unsafe, Kind::Unsupported, Kind::Shape,   Kind::Range,    Kind::Data,
                         Kind::Io,    Kind::Memory, Kind::Device, Kind::Partial,     Kind::Cancelled, Kind::Internal};

TEST(Kind, HasItsOwnName) {
  std::set<std::string_view> names;
  for (const Kind kind : kAll) names.insert(kindName(kind));
  EXPECT_EQ(names.size(), std::size(kAll));
}

TEST(Kind, ExitsAsDocumented) {
  EXPECT_EQ(exitCode(Kind::Usage), 2);
  EXPECT_EQ(exitCode(Kind::Format), 3);
  EXPECT_EQ(exitCode(Kind::Data), 3);
  EXPECT_EQ(exitCode(Kind::Io), 4);
  EXPECT_EQ(exitCode(Kind::Memory), 5);
  EXPECT_EQ(exitCode(Kind::Partial), 6);
  EXPECT_EQ(exitCode(Kind::Internal), 70);
  EXPECT_EQ(exitCode(Kind::Cancelled), 130);
}

TEST(Where, IsWrittenFromLargeToSmall) {
  EXPECT_EQ((Where{"file.pth", 120, "tensor 'fc.weight'"}.text()), "file.pth, byte 120, tensor 'fc.weight'");
  EXPECT_EQ((Where{{}, {}, "setting"}.text()), "setting");
  EXPECT_EQ(Where{}.text(), "");
}

TEST(ThrowIfStopped, ThrowsOnlyAfterAStop) {
  std::stop_source source;
  EXPECT_NO_THROW(throwIfStopped(source.get_token()));
  source.request_stop();
  EXPECT_THROW(throwIfStopped(source.get_token()), Error);
}

}  // namespace
}  // namespace spurioscope
