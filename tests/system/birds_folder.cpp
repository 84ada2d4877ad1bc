#include "tests/system/birds_folder.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace spurioscope {

BirdsFolder::BirdsFolder() : metadata_("img_id,img_filename,y,split,place,place_filename\n") {
  std::filesystem::create_directories(folder_ / "birds/images");
  for (int i = 0; i < 40; ++i) {
    const int group = i / 10, within = i % 10, split = within < 6 ? 0 : within < 8 ? 1 : 2;
    cv::Mat picture(16, 20, CV_8UC3, cv::Scalar(group % 2 == 0 ? 40 : 200, 90, group / 2 == 0 ? 40 : 200));
    for (int row = 0; row < 16; ++row) picture.at<cv::Vec3b>(row, (row * 7 + i) % 20) = {255, static_cast<unsigned char>(6 * i), 0};
    EXPECT_TRUE(cv::imwrite(image(i).string(), picture));
    metadata_ += std::to_string(i) + "," + imageName(i) + "," + std::to_string(group / 2) + "," + std::to_string(split) + "," +
                 std::to_string(group % 2) + ",place\n";
  }
  writeMetadata(metadata_);
}

void BirdsFolder::changeMetadata(const std::string& from, const std::string& to) {
  const auto at = metadata_.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  metadata_.replace(at, from.size(), to);
  writeMetadata(metadata_);
}

}  // namespace spurioscope
