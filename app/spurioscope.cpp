// The window program: spurioscope [CHECKPOINT] [--data PATH] [SESSION.spurio]
#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <string_view>

#include "ui/look/theme.h"
#include "ui/look/translation.h"
#include "ui/window/autosave.h"
#include "ui/window/first_paint.h"
#include "ui/window/main_window.h"
#include "ui/window/script.h"

namespace {

using spurioscope::ui::MainWindow;
using spurioscope::ui::Script;
using spurioscope::ui::Theme;

void describe(QCommandLineParser& parser) {
  parser.setApplicationDescription("See and switch off the channels that a network uses for its minority groups. "
                                   "Without arguments the window opens on the built-in demo.");
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument("files", "A checkpoint and/or a session (*.spurio).", "[CHECKPOINT] [SESSION.spurio]");
  const auto option = [&](const char* name, const char* words, const char* value = nullptr, bool hidden = false) {
    QCommandLineOption out(QString::fromLatin1(name), QString::fromLatin1(words));
    if (value) out.setValueName(QString::fromLatin1(value));
    if (hidden) out.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(out);
  };
  option("data", "A data set's folder or metadata file.", "PATH");
  option("demo", "Open the built-in demo.");
  option("empty", "Open nothing.");
  option("device", "auto, cpu, cuda or cuda:N.", "NAME");
  option("threads", "Threads of the engine.", "N");
  // For packaging and tests; documented in the man page.
  option("theme", "light or dark.", "NAME", true);
  option("size", "Size of the window.", "WxH", true);
  option("do", "Steps to perform, separated by ';' (ui/window/script.h).", "STEPS", true);
  option("first-paint", "Print after how many milliseconds the window was first painted and quit.", nullptr, true);
  option("first-steps", "Say what to try, also when steps are performed.", nullptr, true);
  option("screenshot", "Write a picture of the window and quit.", "FILE.png", true);
  option("export-figures", "Write every figure to a folder and quit.", "DIR", true);
}

void openWhatIsAsked(MainWindow& window, const QCommandLineParser& parser) {
  const QStringList files = parser.positionalArguments();
  const bool nothing = files.isEmpty() && !parser.isSet("data");
  if (parser.isSet("demo") || (nothing && !parser.isSet("empty"))) window.open("demo");
  for (const QString& file : files) window.open(file);
  if (parser.isSet("data")) window.openData(parser.value("data"));
}

/// Without a display Qt would end the program with words about its plugins. Help, pictures and figures need none.
bool canShow(int argc, char** argv) {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
    if (!qEnvironmentVariableIsEmpty(name)) return true;
  bool offscreen = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "-platform" || word == "--platform") return true;
    for (const std::string_view known : {"-h", "--help", "--help-all", "-v", "--version"}) offscreen |= word == known;
    for (const std::string_view known : {"--screenshot", "--export-figures", "--first-paint"}) offscreen |= word.starts_with(known);
  }
  if (offscreen) qputenv("QT_QPA_PLATFORM", "offscreen");
  return offscreen;
}

}  // namespace

int main(int argc, char** argv) {
  if (!canShow(argc, argv)) {
    std::fputs(
        "spurioscope: there is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are empty).\n"
        "spurioscope-cli does the same work without a window; `spurioscope --demo --screenshot FILE.png` draws the window into a file.\n",
        stderr);
    return 1;
  }
  QApplication app(argc, argv);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to tell, not an end
  std::setlocale(LC_NUMERIC, "C");  // QApplication took the user's; files and parsers need '.'
  QApplication::setApplicationName("spurioscope");
  QApplication::setOrganizationName("spurioscope");
  QApplication::setApplicationDisplayName("Spurioscope");
  QApplication::setApplicationVersion(SPURIOSCOPE_VERSION);
  spurioscope::ui::Translation::install(&app, QLocale());

  QCommandLineParser parser;
  describe(parser);
  parser.process(app);
  const bool systemIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
  Theme::apply(parser.isSet("theme") ? parser.value("theme") == "dark" : systemIsDark);
  const bool scripted = parser.isSet("screenshot") || parser.isSet("export-figures") || parser.isSet("first-paint");
  MainWindow::Options options;
  options.keepLayout = !scripted;
  options.savedTheme = !parser.isSet("theme");
  options.firstSteps = !scripted || parser.isSet("first-steps");
  options.askAboutData = !scripted;
  if (!scripted) options.autosaveFolder = spurioscope::ui::Autosave::standardFolder();
  if (parser.isSet("device")) options.settings.device = parser.value("device").toStdString();
  if (parser.isSet("threads")) {
    bool whole = false;
    options.settings.threads = parser.value("threads").toInt(&whole);
    if (!whole || options.settings.threads < 0 || options.settings.threads > 1024) {
      std::fprintf(stderr, "spurioscope: --threads: '%s' is not a whole number from 0 to 1024\n", qPrintable(parser.value("threads")));
      return 2;
    }
  }
  MainWindow window(options);
  if (const QStringList size = parser.value("size").split('x'); size.size() == 2) window.resize(size[0].toInt(), size[1].toInt());
  if (parser.isSet("first-paint")) new spurioscope::ui::FirstPaint(&window);
  window.show();
  // The first picture of the window comes before the first job.
  QTimer::singleShot(0, &window, [&] { openWhatIsAsked(window, parser); });
  Script script(&window, parser.value("do"));
  script.setPicture(parser.value("screenshot"));
  script.setFigures(parser.value("export-figures"));
  if (scripted && !parser.isSet("first-paint")) QTimer::singleShot(0, &script, &Script::start);
  return QApplication::exec();
}
