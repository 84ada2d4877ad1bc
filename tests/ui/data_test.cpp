// Opening data through its dialog, and records of runs.
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTabBar>
#include <QTableWidget>
#include <QTemporaryDir>

#include "ui/models/data_form.h"
#include "ui/views/notice.h"
#include "ui/views/record_view.h"
#include "ui/window/actions.h"
#include "ui/window/data_dialog.h"
#include "ui/window/session_state.h"
#include "window_fixture.h"

using namespace spurioscope;
using namespace spurioscope::ui;
using engine::fake::Script;

namespace {

/// A window that asks, with settings of its own.
struct AskingWindow {
  explicit AskingWindow(const Script& script = {}, bool keep = false) {
    engine::fake::setScript(script);
    Theme::apply(false);
    window = std::make_unique<MainWindow>(MainWindow::Options{
        .settings = {}, .keepLayout = keep, .savedTheme = false, .firstSteps = false, .askAboutData = true, .autosaveFolder = {}});
    window->show();
  }
  ~AskingWindow() { engine::fake::setScript({}); }

  void drop(const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &enter);
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &event);
  }
  DataDialog* dialog() const { return window->findChild<DataDialog*>("dataDialog"); }
  DataDialog* ready() const {
    const bool can = QTest::qWaitFor([this] { return dialog() && dialog()->findChild<QPushButton*>("dataOpen")->isEnabled(); }, 5000);
    return can ? dialog() : nullptr;
  }
  Document* document() const { return window->document(); }

  std::unique_ptr<MainWindow> window;
};

template <class Widget>
Widget* in(DataDialog* dialog, const char* name) {
  return dialog->findChild<Widget*>(QLatin1String(name));
}

}  // namespace

class DataTest : public QObject {
  Q_OBJECT
 private slots:
  void init() { QSettings().clear(); }

  void aDroppedFolderIsShownBeforeItIsOpened() {
    QTemporaryDir folder;
    AskingWindow asking;
    const int opened = engine::fake::calls("openData");
    asking.drop(folder.path());
    auto* dialog = asking.ready();
    QVERIFY(dialog);
    QCOMPARE(in<QListWidget>(dialog, "dataSamples")->count(), 12);
    QVERIFY(in<QListWidget>(dialog, "dataSamples")->item(11)->text().startsWith("cannot be read"));
    auto* groups = in<QTableWidget>(dialog, "dataGroups");
    QCOMPARE(groups->rowCount(), 4);
    QCOMPARE(groups->item(2, 1)->text(), QString("56"));
    QCOMPARE(groups->item(2, 4)->text(), QString("minority"));
    QVERIFY(in<QComboBox>(dialog, "dataClass")->currentText().startsWith("y "));
    QCOMPARE(engine::fake::calls("openData"), opened);
    QVERIFY(!asking.document()->data());
    QTest::mouseClick(in<QPushButton>(dialog, "dataOpen"), Qt::LeftButton);
    QTRY_VERIFY(asking.document()->data() != nullptr);
    QCOMPARE(asking.document()->data()->choices, engine::DataChoices{});
  }

  void cancelLeavesEverythingAsItWas() {
    QTemporaryDir folder;
    AskingWindow asking;
    asking.window->open("demo");
    QTRY_VERIFY(asking.window->settled());
    const auto before = asking.document()->data();
    asking.drop(folder.path());
    auto* dialog = asking.ready();
    QVERIFY(dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!asking.dialog());
    QCOMPARE(asking.document()->data(), before);
    QVERIFY(asking.document()->outcome() && asking.document()->outcome()->after.exact);
  }

  void aColumnThatIsMissingIsNamedAndTheChoiceReachesSessionAndCommand() {
    QTemporaryDir folder;
    const QString data = folder.filePath("species");
    QDir().mkpath(data);
    AskingWindow asking;
    asking.window->open("demo");
    QTRY_VERIFY(asking.window->settled());
    asking.drop(data);
    QTRY_VERIFY(asking.dialog() && asking.dialog()->findChild<Notice*>("dataProblem"));
    auto* dialog = asking.dialog();
    QVERIFY(dialog->findChild<Notice*>("dataProblem")->text().contains("columns are missing: y"));
    // The options of the command line are the fields here; what is no field stays.
    QVERIFY(dialog->findChild<Notice*>("dataProblem")
                ->text()
                .contains("Name it by “Class”: COLUMN, “Split”: COLUMN, or use “Attribute” none; see --help."));
    QVERIFY(!in<QPushButton>(dialog, "dataOpen")->isEnabled());
    auto* box = in<QComboBox>(dialog, "dataClass");
    box->lineEdit()->selectAll();
    QTest::keyClicks(box->lineEdit(), "species");
    QTRY_VERIFY(in<QPushButton>(dialog, "dataOpen")->isEnabled());
    QCOMPARE(box->currentText(), QString("species"));
    QTest::mouseClick(in<QPushButton>(dialog, "dataOpen"), Qt::LeftButton);
    QTRY_VERIFY(asking.document()->data() && asking.document()->data()->choices.y == "species");
    QCOMPARE(sessionOf(*asking.document(), 0, false).dataChoices.y, std::string("species"));
  }

  void rulesAreListedAndMayBeTyped() {
    QTemporaryDir folder;
    AskingWindow asking;
    asking.drop(folder.path());
    auto* dialog = asking.ready();
    QVERIFY(dialog);
    for (const char* name : {"dataClass", "dataAttribute"}) QVERIFY(in<QComboBox>(dialog, name)->findText("label%2") >= 0);
    QCOMPARE(in<QComboBox>(dialog, "dataSplit")->findText("label%2"), -1);
    auto* chosen = in<QComboBox>(dialog, "dataClass");
    chosen->setCurrentIndex(chosen->findText("label%2"));
    auto* typed = in<QComboBox>(dialog, "dataAttribute");
    typed->lineEdit()->clear();
    QTest::keyClicks(typed->lineEdit(), "age>=40");
    QTRY_VERIFY(in<QPushButton>(dialog, "dataOpen")->isEnabled());
    QCOMPARE(dialog->request().choices.y, std::string("label%2"));
    QCOMPARE(dialog->request().choices.attributes, std::vector<std::string>{"age>=40"});
    typed->lineEdit()->clear();
    QTRY_VERIFY(in<QPushButton>(dialog, "dataOpen")->isEnabled());
    QVERIFY(dialog->request().choices.attributes.empty());
  }

  void severalAttributesMayOverlap() {
    QTemporaryDir folder;
    AskingWindow asking;
    asking.drop(folder.path());
    auto* dialog = asking.ready();
    auto* attribute = in<QComboBox>(dialog, "dataAttribute");
    attribute->lineEdit()->selectAll();
    QTest::keyClicks(attribute->lineEdit(), "male, female");
    QTest::mouseClick(in<QCheckBox>(dialog, "dataOverlapping"), Qt::LeftButton, {}, QPoint(6, 8));
    QTRY_VERIFY(in<QPushButton>(dialog, "dataOpen")->isEnabled());
    QVERIFY(in<QCheckBox>(dialog, "dataOverlapping")->isChecked());
    QCOMPARE(textOf(dialog->request().choices.overlapping), QString("male, female"));
    QVERIFY(dialog->request().choices.attributes.empty());
  }

  void textsAreShownAndTakeATokenizer() {
    QTemporaryDir folder;
    Script script;
    script.texts = true;
    AskingWindow asking(script);
    asking.drop(folder.path());
    auto* dialog = asking.ready();
    QVERIFY(in<QListWidget>(dialog, "dataSamples")->item(0)->text().contains("The old man"));
    QVERIFY(!in<QComboBox>(dialog, "dataPreprocess")->isVisible());
    auto* tokenizer = in<QLineEdit>(dialog, "dataTokenizer");
    QVERIFY(tokenizer->isVisible());
    QTest::keyClicks(tokenizer, "/models/bert");
    QTRY_VERIFY(in<QPushButton>(dialog, "dataOpen")->isEnabled());
    QCOMPARE(dialog->request().choices.tokenizer, std::string("/models/bert"));
  }

  void whoDoesNotWantToBeAskedAgainIsNot() {
    QTemporaryDir folder;
    {
      AskingWindow asking({}, true);
      asking.drop(folder.path());
      auto* dialog = asking.ready();
      auto* preprocess = in<QComboBox>(dialog, "dataPreprocess");
      preprocess->setFocus();
      preprocess->lineEdit()->selectAll();
      QTest::keyClicks(preprocess->lineEdit(), "celeba-group-dro");
      QTRY_VERIFY(in<QPushButton>(dialog, "dataOpen")->isEnabled());
      QTest::mouseClick(in<QCheckBox>(dialog, "dataDontAsk"), Qt::LeftButton, {}, QPoint(6, 8));
      QTest::mouseClick(in<QPushButton>(dialog, "dataOpen"), Qt::LeftButton);
      QTRY_VERIFY(asking.document()->data() != nullptr);
    }
    AskingWindow later({}, true);
    later.drop(folder.path());
    QTRY_VERIFY(later.document()->data() != nullptr);
    QVERIFY(!later.dialog());
    QCOMPARE(later.document()->data()->choices.preprocess, std::string("celeba-group-dro"));
  }

  void theDemoIsNeverAskedAbout() {
    AskingWindow asking;
    asking.window->open("demo");
    QTRY_VERIFY(asking.document()->data() != nullptr);
    QVERIFY(!asking.dialog());
  }

  void rememberedChoicesComeBackWhole() {
    const engine::DataChoices choices{.preprocess = "none",
                                      .image = "f",
                                      .y = "y",
                                      .split = "none",
                                      .attributes = {"a", "b"},
                                      .attributeFile = "x.csv",
                                      .overlapping = {"c"},
                                      .tokenizer = "/t",
                                      .text = "t",
                                      .text2 = "none"};
    rememberChoices("/data/x", choices);
    QVERIFY(rememberedChoices("/data/x") == choices);
    forgetChoices("/data/x");
    QVERIFY(!rememberedChoices("/data/x"));
  }

  void aRecordOfARunOpensInItsOwnView() {
    QTemporaryDir folder;
    QFile file(folder.filePath("record.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("epoch,batch\n") > 0);
    file.close();
    AskingWindow asking;
    auto* tabs = asking.window->findChild<QTabBar*>("viewTabs");
    QVERIFY(!tabs->isTabVisible(MainWindow::Record));
    QVERIFY(!asking.window->actions()->find("viewRecord")->isEnabled());
    asking.drop(file.fileName());
    QTRY_VERIFY(asking.document()->record() != nullptr);
    auto* view = asking.window->findChild<RecordView*>("recordView");
    QVERIFY(view->isVisible());
    QCOMPARE(tabs->currentIndex(), int(MainWindow::Record));
    QVERIFY(!asking.dialog());
    auto* panels = view->findChild<QComboBox*>("recordPanel");
    QCOMPARE(panels->count(), 3);
    QCOMPARE(view->figure().panels.front().series.size(), std::size_t(5));
    panels->setFocus();
    QTest::keyClick(panels, Qt::Key_Down);
    QCOMPARE(QString::fromStdString(view->figure().panels.front().title), QString("Test accuracy by group"));
    QTest::keyClick(panels, Qt::Key_Down);
    auto* rows = view->findChild<QTableWidget*>("recordRows");
    QCOMPARE(rows->item(0, 2)->text(), QString("93.00"));
    auto* table = view->findChild<QComboBox*>("recordTable");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(rows->item(0, 1)->text(), QString("0.07"));
  }

  void aSessionOfTheRecordsViewOpensOnTheMaps() {
    WindowFixture fixture;
    QVERIFY(fixture.settle());
    fixture.window->showTab(MainWindow::Record);
    QCOMPARE(fixture.find<QTabBar>("viewTabs")->currentIndex(), int(MainWindow::Maps));
  }

  void aDamagedRecordSaysSo() {
    Script script;
    script.failures["openRunRecord"] = {"format", "'x' is no number", "line 3", "Copy the file again.", 3};
    AskingWindow asking(script);
    asking.window->openRecord("/nowhere/record.csv");
    QTRY_VERIFY(asking.window->notices()->find("failure-open record"));
    QVERIFY(asking.window->notices()->find("failure-open record")->text().contains("'x' is no number"));
    QVERIFY(!asking.document()->record());
  }
};

QTEST_MAIN(DataTest)
#include "data_test.moc"
