// Camelyon17 as WILDS stores it.
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

class Camelyon : public ::testing::Test {
 protected:
  Camelyon() {
    folder.write("metadata.csv",
                 ",patient,node,x_coord,y_coord,tumor,slide,center,split\n0,004,4,3328,21792,1,0,0,0\n1,020,2,64,96,0,9,1,0\n"
                 "2,040,1,32,32,1,20,2,0\n3,004,4,3200,22272,0,0,0,1\n");
    for (const char* name :
         {"patient_004_node_4/patch_patient_004_node_4_x_3328_y_21792", "patient_020_node_2/patch_patient_020_node_2_x_64_y_96",
          "patient_040_node_1/patch_patient_040_node_1_x_32_y_32"}) {
      addPicture(folder, std::string("patches/") + name + ".png");
    }
  }

  const TemporaryFolder folder;
};

TEST_F(Camelyon, TakesNamesAndSplitsFromTheRows) {
  const auto data = opened(folder);
  EXPECT_EQ(data.dataset->layout, "camelyon17");
  ASSERT_EQ(data.dataset->samples.size(), 3u);
  EXPECT_EQ(data.dataset->samples[1].split, Split::Validation);
  EXPECT_EQ(data.dataset->samples[2].split, Split::Test);
  EXPECT_EQ(data.dataset->groups[5].name, "tumor / center 2");
  holds(data.dataset->problems[0], {"1 patches", "id_val"});
  pixelsOf(data, 2);
}

TEST_F(Camelyon, AttributesAndColumnsAreTheUsersChoice) {
  EXPECT_EQ(opened(folder, {}, {.attributes = {"patient"}}).dataset->groups.back().a, 40);
  holds(openingError(folder, {}, {.attributes = {"hospital"}}), {"usage|", "'hospital'"});
  holds(openingError(folder, {}, {.y = "tumor"}), {"data|", "columns are missing", "patient"});
}

TEST_F(Camelyon, TakesRulesOnItsColumns) {
  const auto data = opened(folder, {}, {.attributes = {"x_coord>=64", "slide%2"}});
  EXPECT_EQ(data.dataset->chosen.attributes, (std::vector<std::string>{"x_coord>=64", "slide%2"}));
  EXPECT_EQ(data.dataset->samples[1].a, 3);
  EXPECT_EQ(data.dataset->samples[2].a, 0);
  holds(openingError(folder, {}, {.attributes = {"height>=2"}}), {"usage|", "'height>=2'", "x_coord>="});
}

}  // namespace
}  // namespace spurioscope
