// A text network from its folder (config.json, vocab.txt, model.safetensors) on a CSV of texts, through the command line.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <sstream>

#include "base/csv.h"
#include "base/file.h"
#include "base/number_text.h"
#include "base/random.h"
#include "checkpoint/writer.h"
#include "tests/system/cli_run.h"

namespace spurioscope {
namespace {

/// Shapes of the reference network, values of a seed.
CheckpointContent seededBert() {
  const std::string file = std::string(SPURIOSCOPE_TESTS_DIR) + "/model/references/hf_Bert_32_2_2.json";
  const auto reference = parseJson(readTextFile(file), file);
  CheckpointContent content;
  Random random(4);
  for (const auto& tensor : reference["tensors"]) {
    NamedTensor one{tensor["key"], tensor["shape"].get<std::vector<std::int64_t>>(), DType::Float32, {}};
    std::int64_t count = 1;
    for (const auto side : one.shape) count *= side;
    std::vector<float> values(static_cast<std::size_t>(count));
    const bool norm = one.name.ends_with("LayerNorm.weight");
    for (auto& value : values) value = static_cast<float>((norm ? 1 : 0) + (norm ? 0.1 : 0.3) * random.normal());
    const auto bytes = std::as_bytes(std::span(values));
    one.bytes.assign(bytes.begin(), bytes.end());
    content.tensors.push_back(std::move(one));
  }
  return content;
}

class TextNetwork : public testing::Test {
 protected:
  TextNetwork() {
    const std::vector<std::string> words{"the", "a", "not", "man", "dog", "runs", "sleeps", "never", "big", "red", "."};
    std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n", table = "id,sentence1,sentence2,y,a,split\n";
    for (const auto& word : words) vocabulary += word + "\n";
    Random random(9);
    const auto sentence = [&](std::uint64_t most) {
      std::string text;
      for (std::uint64_t i = 0, n = 1 + random.below(most); i < n; ++i) text += (i > 0 ? " " : "") + words[random.below(words.size())];
      return text;
    };
    for (int i = 0; i < 72; ++i) {
      const auto first = sentence(12), second = sentence(6);
      table +=
          csvRow({"s" + std::to_string(i), first, second, std::to_string(i % 2), std::to_string(i / 2 % 2), std::to_string(i / 4 % 3)});
    }
    home.write("bert/vocab.txt", vocabulary);
    home.write("bert/config.json", R"({"model_type": "bert", "num_attention_heads": 2, "layer_norm_eps": 1e-12})");
    home.write("texts.csv", table);
    writeSafetensors(home / "bert/model.safetensors", seededBert());
  }

  std::string file(const std::string& name) const { return (home / name).string(); }
  CliRun run(std::vector<std::string> arguments, int exitCode = 0) const {
    arguments.push_back("--json");
    auto done = runCli(home, arguments);
    EXPECT_EQ(done.exitCode, exitCode) << done.out << done.err;
    return done;
  }
  Json on(const std::string& command, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{command, file("bert"), "--data", file("texts.csv")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments).json();
  }

  const TemporaryFolder home;
};

TEST_F(TextNetwork, IsEvaluatedByGroups) {
  const auto answer = on("evaluate", {"--logits", file("logits.csv")});
  for (const char* split : {"train", "val", "test"}) {
    std::int64_t n = 0;
    for (const auto& group : answer[split]["groups"]) n += group["n"].get<std::int64_t>();
    EXPECT_EQ(n, 24);
  }
  const auto logits = parseCsv(readTextFile(file("logits.csv")), "logits.csv");
  ASSERT_EQ(logits.rows.size(), 72u);
  EXPECT_EQ(logits.rows[0][0].front(), 's');
}

TEST_F(TextNetwork, LogitsDoNotDependOnTheTextsBeside) {
  on("evaluate", {"--split", "test", "--logits", file("all.csv")});
  const auto all = parseCsv(readTextFile(file("all.csv")), "all.csv");
  // The same texts, one a file, so that nothing is padded.
  const auto texts = parseCsv(readTextFile(file("texts.csv")), "texts.csv");
  for (const std::size_t which : {0u, 5u}) {
    const auto text = std::find_if(texts.rows.begin(), texts.rows.end(), [&](const auto& row) { return row[0] == all.rows[which][0]; });
    ASSERT_NE(text, texts.rows.end());
    // Class 1 must be there, so that the network's two classes fit.
    home.write("one.csv", csvRow(texts.header) + csvRow(*text) + csvRow({"x", "a", "a", "1", "1", "0"}));
    run({"evaluate", file("bert"), "--data", file("one.csv"), "--split", "test", "--logits", file("one_logits.csv")});
    const auto few = parseCsv(readTextFile(file("one_logits.csv")), "one_logits.csv");
    const auto one = std::find_if(few.rows.begin(), few.rows.end(), [&](const auto& row) { return row[0] == all.rows[which][0]; });
    ASSERT_NE(one, few.rows.end());
    for (std::size_t column = 4; column < 6; ++column)
      EXPECT_NEAR(*parseNumber((*one)[column]), *parseNumber(all.rows[which][column]), 1e-4);
  }
}

TEST_F(TextNetwork, ASweepAgreesWithTheEditAlone) {
  const std::string site = "bert.encoder.layer.0.intermediate.dense";
  on("sweep", {"--split", "test", "--sites", site, "--mode", "zero-activation", "--out", file("sweep.csv")});
  const auto sweep = parseCsv(readTextFile(file("sweep.csv")), "sweep.csv");
  const auto ablation = on("ablate", {"--split", "test", "--mode", "zero-activation", "--set", site + ":3"});
  EXPECT_GT(ablation["changedLogits"].get<int>(), 0);
  int rows = 0;
  for (const auto& row : sweep.rows) {
    if (row[1] != "3") continue;
    ++rows;
    for (const auto& group : ablation["after"]["test"]["groups"]) {
      if (std::to_string(group["id"].get<int>()) != row[3]) continue;
      EXPECT_EQ(std::to_string(group["correct"].get<int>()), row[6]);
    }
  }
  EXPECT_EQ(rows, 4);
}

TEST_F(TextNetwork, IsRankedByEveryCriterion) {
  for (const char* criterion : {"gradient", "magnitude", "taylor", "activation"}) {
    const auto answer = on("rank", {"--criterion", criterion, "--split", "test", "--top", "5"});
    ASSERT_EQ(answer["channels"].size(), 5u) << criterion;
    EXPECT_GT(answer["channels"][0]["score"].get<double>(), 0) << criterion;
  }
}

TEST_F(TextNetwork, StatisticsHaveNoMaps) {
  const auto answer = on("statistics", {"--split", "test", "--out", file("statistics.h5")});
  for (const auto& site : answer["sites"]) EXPECT_EQ(site["height"].get<int>() * site["width"].get<int>(), 1) << site;
}

TEST_F(TextNetwork, WithoutATokenizerSaysWhereItWasLookedFor) {
  std::filesystem::create_directories(home / "elsewhere");
  std::filesystem::rename(home / "bert/vocab.txt", home / "elsewhere/vocab.txt");
  const auto error = run({"evaluate", file("bert"), "--data", file("texts.csv")}, 2).json()["error"];
  EXPECT_NE(error["remedy"].get<std::string>().find("--tokenizer"), std::string::npos);
  run({"evaluate", file("bert"), "--data", file("texts.csv"), "--tokenizer", file("elsewhere")});
}

TEST_F(TextNetwork, AnotherTokenizersNumbersAreRefused) {
  std::string words;
  for (int i = 0; i < 300; ++i) words += "w" + std::to_string(i) + "\n";
  home.write("other/vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n" + words);
  const auto error = run({"evaluate", file("bert"), "--data", file("texts.csv"), "--tokenizer", file("other")}, 3).json()["error"];
  EXPECT_EQ(error["kind"], "shape");
}

TEST_F(TextNetwork, MoreTokensThanPositionsAreRefused) {
  EXPECT_EQ(run({"evaluate", file("bert"), "--data", file("texts.csv"), "--max-tokens", "100000"}, 2).json()["error"]["kind"], "usage");
  on("evaluate", {"--max-tokens", "8"});
}

TEST_F(TextNetwork, TextsAndImagesAreNotMixedUp) {
  const auto onImages = run({"evaluate", file("bert"), "--data", "demo"}, 3).json()["error"];
  EXPECT_NE(onImages["what"].get<std::string>().find("reads texts"), std::string::npos);
  const auto onTexts = run({"evaluate", "demo", "--data", file("texts.csv")}, 3).json()["error"];
  EXPECT_NE(onTexts["what"].get<std::string>().find("sees images"), std::string::npos);
}

TEST_F(TextNetwork, TokensThatStandInTheDataGiveTheSameLogits) {
  on("evaluate", {"--split", "test", "--logits", file("cut.csv")});
  const auto texts = parseCsv(readTextFile(file("texts.csv")), "texts.csv");
  const std::vector<std::string> words{"the", "a", "not", "man", "dog", "runs", "sleeps", "never", "big", "red", "."};
  std::string table = "id,input_ids,token_type_ids,y,a,split\n";
  for (const auto& row : texts.rows) {
    std::string ids = "2", segments = "0";  // [CLS] first [SEP] second [SEP]
    for (int part = 0; part < 2; ++part) {
      std::istringstream sentence(row[static_cast<std::size_t>(1 + part)]);
      for (std::string word; sentence >> word;) {
        ids += " " + std::to_string(5 + (std::find(words.begin(), words.end(), word) - words.begin()));
        segments += part == 0 ? " 0" : " 1";
      }
      ids += " 3", segments += part == 0 ? " 0" : " 1";
    }
    table += csvRow({row[0], ids, segments, row[3], row[4], row[5]});
  }
  home.write("tokens.csv", table);
  std::filesystem::remove(home / "bert/vocab.txt");  // nothing is left to cut
  run({"evaluate", file("bert"), "--data", file("tokens.csv"), "--split", "test", "--logits", file("ready.csv")});
  EXPECT_EQ(readTextFile(file("ready.csv")), readTextFile(file("cut.csv")));
  home.write("large.csv", "input_ids,y,a,split\n2 400 3,0,0,0\n2 5 3,1,1,0\n");
  const auto error = run({"evaluate", file("bert"), "--data", file("large.csv")}, 3).json()["error"];
  EXPECT_NE(error["what"].get<std::string>().find("400"), std::string::npos);
}

/// CivilComments' columns, with seeded words, scores and identities.
std::string civilComments() {
  const std::vector<std::string> words{"the", "a", "not", "man", "dog", "runs"};
  std::string table = ",comment_text,split,toxicity,male,female,LGBTQ,christian,muslim,other_religions,black,white\n";
  Random random(12);
  for (int i = 0; i < 90; ++i) {
    std::string text;
    for (std::uint64_t k = 0, n = 1 + random.below(9); k < n; ++k) text += (k > 0 ? " " : "") + words[random.below(words.size())];
    table += std::to_string(1000 + i) + "," + text + "," +
             (i % 3 == 0   ? "train"
              : i % 3 == 1 ? "val"
                           : "test") +
             "," + numberText(random.uniform());
    for (int a = 0; a < 8; ++a) table += "," + numberText(random.uniform() < 0.4 ? 0.5 + random.uniform() / 2 : random.uniform() / 2);
    table += "\n";
  }
  return table;
}

TEST_F(TextNetwork, OverlappingGroupsOfCivilCommentsAreEvaluatedAsWildsDoes) {
  home.write("civil/all_data_with_identities.csv", civilComments());
  const std::vector<std::string> subject{file("bert"), "--data", file("civil"), "--split", "test"};
  const auto with = [&](std::vector<std::string> arguments, const std::vector<std::string>& more = {}) {
    arguments.insert(arguments.end(), subject.begin(), subject.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments).json();
  };
  const auto answer = with({"evaluate"}, {"--logits", file("logits.csv")})["test"];
  ASSERT_EQ(answer["groups"].size(), 16u);
  EXPECT_EQ(answer["averages"]["adjusted"], "nan");

  // WILDS' definition, from the logits and the file itself.
  const auto logits = parseCsv(readTextFile(file("logits.csv")), "logits.csv");
  const auto comments = parseCsv(civilComments(), "civil");
  const bool reversed = answer["classOrder"][0] == 1;
  std::array<std::array<int, 2>, 16> counts{};
  int right = 0;
  for (const auto& row : logits.rows) {
    const auto comment = std::find_if(comments.rows.begin(), comments.rows.end(), [&](const auto& one) { return one[0] == row[0]; });
    ASSERT_NE(comment, comments.rows.end());
    const int y = *parseNumber((*comment)[3]) >= 0.5;
    const bool isRight = ((*parseNumber(row[5]) > *parseNumber(row[4])) != reversed) == (y == 1);
    right += isRight;
    std::string ids;
    for (int a = 0; a < 8; ++a) {
      if (*parseNumber((*comment)[static_cast<std::size_t>(4 + a)]) < 0.5) continue;
      auto& cell = counts[static_cast<std::size_t>(8 * y + a)];
      ++cell[0], cell[1] += isRight;
      ids += (ids.empty() ? "" : ";") + std::to_string(8 * y + a);
    }
    EXPECT_EQ(row[2], ids);
  }
  double worst = 1;
  for (std::size_t g = 0; g < 16; ++g) {
    EXPECT_EQ(answer["groups"][g]["n"], counts[g][0]) << g;
    EXPECT_EQ(answer["groups"][g]["correct"], counts[g][1]) << g;
    if (counts[g][0] > 0) worst = std::min(worst, static_cast<double>(counts[g][1]) / counts[g][0]);
  }
  EXPECT_DOUBLE_EQ(answer["averages"]["worst"].get<double>(), worst);
  EXPECT_DOUBLE_EQ(answer["averages"]["plain"].get<double>(), right / 30.0);

  const std::string site = "bert.encoder.layer.0.intermediate.dense";
  const auto ablation = with({"ablate"}, {"--mode", "zero-activation", "--set", site + ":3"});
  EXPECT_EQ(ablation["change"]["test"].size(), 16u);
  with({"sweep"}, {"--sites", site, "--random", "2", "--mode", "zero-activation", "--out", file("sweep.csv")});
  for (const char* criterion : {"gradient", "taylor", "activation"})
    EXPECT_EQ(with({"rank"}, {"--criterion", criterion, "--top", "3"})["channels"].size(), 3u);
  with({"statistics"}, {"--out", file("statistics.h5")});
  EXPECT_EQ(run({"datasets", file("civil")}).json()["overlapping"], true);
}

}  // namespace
}  // namespace spurioscope
