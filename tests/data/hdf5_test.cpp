// HDF5 images through the reader process: good files, and files made to do harm.
#include <zlib.h>

#include "data/hdf5_reader.h"
#include "tests/data/hdf5_files.h"
#include "tests/data/opening.h"

namespace spurioscope {
namespace {

class Hdf5 : public ::testing::Test {
 protected:
  Hdf5() { ::setenv("SPURIOSCOPE_READER", SPURIOSCOPE_READER_PROGRAM, 1); }

  std::filesystem::path path() const { return folder / "data.h5"; }
  /// A file with good labels for four images; the images are what the test is about.
  Hdf5File withLabels() const { return Hdf5File(path(), {{"/y", {0, 1, 1, 0}}, {"/a", {0, 0, 1, 1}}, {"/split", {0, 0, 1, 2}}}); }
  std::string error(const DataChoices& choices = {}) const { return openingError(folder, "data.h5", choices); }

  const TemporaryFolder folder;
};

TEST_F(Hdf5, OpensImagesWithLabels) {
  withLabels().images("/images", {4, 5, 6, 3});
  const auto data = opened(folder, "data.h5");
  EXPECT_EQ(data.dataset->layout, "hdf5");
  EXPECT_EQ(groupNames(*data.dataset), "class 0 / attribute 0, class 0 / attribute 1, class 1 / attribute 0, class 1 / attribute 1");
  EXPECT_EQ(data.dataset->samples[2].split, Split::Validation);
  EXPECT_EQ(data.dataset->samples[2].group, 3);
  EXPECT_EQ(data.dataset->chosen.y, "/y");
  const auto expected = Hdf5File::counted({4, 5, 6, 3});
  const auto pixels = pixelsOf(data, 3);
  EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), expected.begin() + 3 * 90));
  holds(data.dataset->problems[0], {"imagenet-native", "--preprocess"});
  EXPECT_EQ(opened(folder).dataset->layout, "hdf5");
}

TEST_F(Hdf5, OpensCompressedImagesWithChannelsFirst) {
  const std::vector<hsize_t> shape{4, 3, 5, 6}, chunk{2, 3, 5, 6};
  withLabels().array("/images", shape, H5T_NATIVE_UINT8, Hdf5File::counted(shape), [&](hid_t create) {
    H5Pset_chunk(create, 4, chunk.data()), H5Pset_shuffle(create), H5Pset_deflate(create, 6);
  });
  const auto data = opened(folder, "data.h5");
  const auto pixels = pixelsOf(data, 1), expected = Hdf5File::counted(shape);
  ASSERT_EQ(pixels.size(), 90u);
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(pixels[3 * i + c], expected[90 + c * 30 + i]);
  }
}

TEST_F(Hdf5, OpensGroupsOfSplitsAndGreyImages) {
  {
    Hdf5File file(path());
    file.images("/train/x", {3, 4, 4}), file.ints("/train/y", {0, 1, 2});
    file.images("/test/x", {2, 4, 4}), file.ints("/test/y", {2, 0});
  }
  const auto data = opened(folder, "data.h5");
  EXPECT_EQ(data.dataset->channels(), 1);
  EXPECT_EQ(data.dataset->inSplit(Split::Train).size(), 3u);
  EXPECT_EQ(data.dataset->samples[0].name, "test/0");
  EXPECT_EQ(pixelsOf(data, 2), Hdf5File::counted({1, 4, 4}));  // the first image of train, behind the two of test
}

TEST_F(Hdf5, ArraysAreNamedByTheUser) {
  withLabels().images("/pictures", {4, 5, 6, 3});
  holds(error(), {"data|", "no array holds the images", "--column image=ARRAY", "/pictures (4 x 5 x 6 x 3)"});
  const auto data = opened(folder, "data.h5", {.image = "pictures", .y = "a", .split = "none", .attributes = {"y"}}).dataset;
  EXPECT_EQ(data->inSplit(Split::Test).size(), 4u);
  EXPECT_EQ(data->groups[1].name, "class 0 / y 1");
  holds(error({.image = "pics"}), {"usage|", "'/pics'", "--column image", "/pictures"});
}

TEST_F(Hdf5, RulesMakeClassesAndAttributesOfNumbers) {
  {
    const auto file = withLabels();
    file.images("/images", {4, 5, 6, 3});
    file.ints("/age", {20, 41, 39, 40});
  }
  const auto data = opened(folder, "data.h5", {.y = "age%2", .attributes = {"age>=40"}});
  EXPECT_EQ(data.dataset->chosen.y, "age%2");
  EXPECT_EQ(data.dataset->chosen.attributes, std::vector<std::string>{"age>=40"});
  EXPECT_EQ(data.dataset->samples[1].group, 3);
  EXPECT_EQ(data.dataset->samples[2].group, 2);
  EXPECT_EQ(data.dataset->groups[1].name, "age%2 = 0 / age>=40");
  holds(error({.attributes = {"weight>=40"}}), {"usage|", "weight>=40", "/age"});
}

TEST_F(Hdf5, ReadsThroughTheCache) {
  withLabels().images("/images", {4, 5, 6, 3});
  DatasetOptions options;
  options.cacheFolder = folder / "cache";
  NoProgress progress;
  for (int round = 0; round < 2; ++round) EXPECT_EQ(pixelsOf(openDataset(path(), options, {}, progress), 1)[5], (90 + 5) * 7 % 251);
}

TEST_F(Hdf5, TellsWhatDoesNotFit) {
  {
    const Hdf5File file = withLabels();
    file.images("/images", {3, 5, 6, 3}), file.images("/odd", {4, 5, 6, 7}), file.images("/flat", {4, 90}),
        file.array("/reals", {4, 5, 6}, H5T_NATIVE_FLOAT, std::vector<float>(120));
    file.array("/halves", {4}, H5T_NATIVE_DOUBLE, std::vector<double>{0, 0.5, 1, 1}), file.ints("/folds", {0, 1, 2, 9});
    file.images("/good", {4, 5, 6});
  }
  holds(error(), {"data|", "array '/y'", "shape is 4", "3 images"});
  holds(error({.image = "odd"}), {"data|", "'/odd'", "4 x 5 x 6 x 7"});
  holds(error({.image = "flat"}), {"data|", "3 or 4 sides"});
  holds(error({.image = "reals"}), {"unsupported|", "'/reals'", "uint8"});
  holds(error({.image = "good", .y = "halves"}), {"data|", "'0.5'", "/halves", "sample 1"});
  holds(error({.image = "good", .split = "folds"}), {"data|", "'9'", "/folds", "sample 3"});
}

TEST_F(Hdf5, ExternalStorageIsNeverOpened) {
  withLabels().array("/images", {4, 5, 6, 3}, H5T_NATIVE_UINT8, std::vector<std::uint8_t>{},
                     [](hid_t create) { H5Pset_external(create, "/etc/passwd", 0, 360); });
  holds(error(), {"unsafe|", "external storage", "'/images'", "data.h5"});
}

TEST_F(Hdf5, LinksOutOfTheFileAreNeverFollowed) {
  Hdf5File((folder / "secret.bin").string()).images("/images", {4, 5, 6, 3});
  H5Lcreate_external((folder / "secret.bin").c_str(), "/images", withLabels(), "/images", H5P_DEFAULT, H5P_DEFAULT);
  holds(error(), {"unsafe|", "link into another file", "'/images'"});
}

TEST_F(Hdf5, SoftLinksAndLoopsAreNotFollowed) {
  {
    const Hdf5File file = withLabels();
    H5Lcreate_soft("/nowhere", file, "/images", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t group = H5Gcreate2(file, "/loop", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/", group, "again", H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
  }
  holds(error(), {"unsafe|", "symbolic link", "'/images'"});
}

TEST_F(Hdf5, VirtualDatasetsAreRefused) {
  const hsize_t shape[] = {4, 5, 6};
  const hid_t space = H5Screate_simple(3, shape, nullptr);
  withLabels().array("/images", {4, 5, 6}, H5T_NATIVE_UINT8, std::vector<std::uint8_t>{},
                     [&](hid_t create) { H5Pset_virtual(create, space, "/etc/passwd", "/x", space); });
  H5Sclose(space);
  holds(error(), {"unsafe|", "virtual dataset"});
}

TEST_F(Hdf5, OtherFiltersAndHugeChunksAreRefused) {
  const hsize_t chunk[] = {1, 5, 6}, huge[] = {8, 4096, 4096};
  {
    const Hdf5File file = withLabels();
    file.array("/images", {4, 5, 6}, H5T_NATIVE_UINT8, Hdf5File::counted({4, 5, 6}),
               [&](hid_t create) { H5Pset_chunk(create, 3, chunk), H5Pset_fletcher32(create); });
    file.array("/wide", {8, 4096, 4096}, H5T_NATIVE_UINT8, std::vector<std::uint8_t>{},
               [&](hid_t create) { H5Pset_chunk(create, 3, huge); });
  }
  holds(error(), {"unsafe|", "another filter than gzip and shuffle"});
  holds(error({.image = "wide"}), {"unsafe|", "larger than 64 MiB"});
}

TEST_F(Hdf5, ShapesThatPromisePetabytesAreRefused) {
  const hsize_t chunk[] = {1, 64, 64};
  {
    const Hdf5File file = withLabels();
    file.array("/images", {hsize_t{1} << 40, 64, 64}, H5T_NATIVE_UINT8, std::vector<std::uint8_t>{},
               [&](hid_t create) { H5Pset_chunk(create, 3, chunk); });
    file.array("/large", {4, hsize_t{1} << 24, hsize_t{1} << 26}, H5T_NATIVE_UINT8, std::vector<std::uint8_t>{},
               [&](hid_t create) { H5Pset_chunk(create, 3, chunk); });
    file.array("/many", {hsize_t{1} << 50}, H5T_NATIVE_INT, std::vector<int>{}, [&](hid_t create) { H5Pset_chunk(create, 1, chunk + 1); });
    file.images("/good", {4, 5, 6});
  }
  holds(error(), {"data|", "1099511627776", "20000000 images"});
  holds(error({.image = "large"}), {"data|", "16777216", "1 to 4096 pixels"});
  holds(error({.image = "good", .y = "many"}), {"data|", "'/many'", "4 images"});
}

/// A chunk of 64 KiB whose gzip data go on for 1.5 GB.
TEST_F(Hdf5, CompressedBombsDamageOnlyTheirSample) {
  const hsize_t chunk[] = {1, 256, 256};
  std::vector<Bytef> zeros(16 << 20), packed(1 << 20), bomb;
  z_stream stream{};
  deflateInit(&stream, 9);
  stream.next_in = zeros.data(), stream.avail_in = static_cast<uInt>(zeros.size());
  stream.next_out = packed.data(), stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FULL_FLUSH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  bomb.assign(packed.begin(), packed.end());
  for (int i = 0; i < 96; ++i) bomb.insert(bomb.end(), packed.begin() + 2, packed.end());  // behind the 2 bytes of zlib's header
  {
    const Hdf5File file = withLabels();
    file.array("/images", {4, 256, 256}, H5T_NATIVE_UINT8, Hdf5File::counted({4, 256, 256}),
               [&](hid_t create) { H5Pset_chunk(create, 3, chunk), H5Pset_deflate(create, 1); });
    const hid_t set = H5Dopen2(file, "/images", H5P_DEFAULT);
    const hsize_t at[] = {2, 0, 0};
    ASSERT_GE(H5Dwrite_chunk(set, H5P_DEFAULT, 0, at, bomb.size(), bomb.data()), 0);
    H5Dclose(set);
  }
  const auto data = opened(folder, "data.h5");
  std::vector<std::uint8_t> out(3 * data.pixels->sampleBytes());
  const auto damaged = data.pixels->read(std::vector{1, 2, 3}, out, {});
  ASSERT_EQ(damaged.size(), 1u);
  EXPECT_EQ(damaged[0].sample, 2);
  holds(damaged[0].reason, {"data.h5", "val/0"});
}

TEST_F(Hdf5, TruncatedFilesAreDamaged) {
  { withLabels().images("/images", {4, 50, 60, 3}); }
  const std::string whole = readTextFile(path());
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{600}, std::size_t{20}, std::size_t{8}}) {
    folder.write("data.h5", whole.substr(0, size));
    holds(error(), {"format|", "damaged, incomplete or no HDF5 file", "data.h5"});
  }
}

TEST_F(Hdf5, ManyFlippedBytesNeverHarmTheProgram) {
  { withLabels().images("/images", {4, 5, 6}); }
  const std::string whole = readTextFile(path());
  std::uint32_t state = 1;
  for (int round = 0; round < 60; ++round) {
    std::string bytes = whole;
    for (int flip = 0; flip < 8; ++flip) {
      state = state * 1664525u + 1013904223u;
      bytes[8 + state % (bytes.size() - 8)] = static_cast<char>(state >> 24);
    }
    folder.write("data.h5", bytes);
    const std::string what = error();  // opens or is refused with a reason; never a crash or a hang
    EXPECT_TRUE(what == "no error" || what.find("data.h5") != std::string::npos) << what;
  }
}

TEST_F(Hdf5, ManyObjectsAreTooMany) {
  {
    Hdf5File file(path());
    for (int i = 0; i < 1001; ++i) H5Lcreate_soft("/x", file, ("/" + std::to_string(i)).c_str(), H5P_DEFAULT, H5P_DEFAULT);
  }
  holds(error(), {"unsafe|", "more than 1000 objects"});
}

std::string listingError(const std::filesystem::path& file, Hdf5Reader::Options options) {
  try {
    Hdf5Reader(file, std::move(options)).list({});
  } catch (const Error& error) {
    return std::string(kindName(error.kind())) + "|" + error.what() + "|" + error.where().text() + "|" + error.remedy();
  }
  return "no error";
}

/// A program in the reader's place, which answers what it likes.
class FalseReader : public Hdf5 {
 protected:
  std::string answerOf(const std::string& script, std::chrono::milliseconds deadline = std::chrono::seconds(20)) const {
    folder.write("reader", "#!/bin/sh\n" + script + "\n");
    folder.write("data.h5", "x");
    std::filesystem::permissions(folder / "reader", std::filesystem::perms::owner_all);
    return listingError(path(), {folder / "reader", deadline});
  }
};

TEST_F(FalseReader, DyingEchoingOrRamblingIsRefused) {
  holds(answerOf("exit 3"), {"unsafe|", "died"});
  holds(answerOf("exec cat"), {"unsafe|", "cannot be right"});
  holds(answerOf("exec head -c 5000 /dev/zero"), {"unsafe|", "cannot be right"});
}

TEST_F(FalseReader, LyingAboutLengthsIsRefusedBeforeAnythingIsAllocated) {
  holds(answerOf("printf 'SPR1\\013\\0\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0'"), {"unsafe|", "cannot be right"});          // 2^40 bytes of listing
  holds(answerOf("printf 'SPR1\\013\\0\\0\\0\\4\\0\\0\\0\\0\\0\\0\\0\\377\\377\\377\\377'"), {"unsafe|", "list that cannot be right"});
  holds(answerOf("printf 'SPR1\\013\\0\\0\\0\\100\\0\\0\\0\\0\\0\\0\\0'"), {"unsafe|", "died"});                    // fewer bytes than said
}

TEST_F(FalseReader, SilenceEndsAtTheDeadline) {
  holds(answerOf("exec sleep 1000", std::chrono::milliseconds(100)), {"unsafe|", "takes too long"});
}

TEST_F(FalseReader, MissingIsToldWithTheRemedy) {
  folder.write("data.h5", "x");
  holds(listingError(path(), {folder / "nothing", std::chrono::seconds(1)}), {"io|", "nothing", "spurioscope-reader must lie beside"});
}

TEST_F(Hdf5, AStopEndsAWait) {
  folder.write("reader", "#!/bin/sh\nexec sleep 1000\n");
  folder.write("data.h5", "x");
  std::filesystem::permissions(folder / "reader", std::filesystem::perms::owner_all);
  std::stop_source stop;
  stop.request_stop();
  const Hdf5Reader reader(path(), {folder / "reader", std::chrono::seconds(20)});
  EXPECT_THROW(reader.list(stop.get_token()), Error);
}

TEST(ReaderFrames, ComeBackAsTheyWerePacked) {
  const std::vector<reader::Array> arrays{{"/a", reader::Element::UnsignedByte, {1, 2, 3}, reader::Problem::None},
                                          {"/b", reader::Element::Other, {}, reader::Problem::Virtual}};
  EXPECT_EQ(reader::unpackListing(reader::packListing(arrays)), arrays);
  const auto request = reader::unpackRequest(reader::packRequest({"/x", 7, 9}));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->count, 9u);
}

TEST(ReaderFrames, OfAnyOtherShapeAreRefused) {
  const auto good = reader::packListing({{"/abc", reader::Element::Float, {4}, reader::Problem::None}});
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(reader::unpackListing(std::span{good}.first(size)).has_value()) << size;
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto changed = good;
    changed[at] = std::byte{0xFF};
    reader::unpackListing(changed);  // must stay within its bytes, whatever it says (sanitizers watch)
  }
  EXPECT_FALSE(reader::unpackListing(reader::packListing({{"/\x1b[31m", reader::Element::Float, {4}, reader::Problem::None}})).has_value());
}

}  // namespace
}  // namespace spurioscope
