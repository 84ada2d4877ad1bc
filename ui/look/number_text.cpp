#include "ui/look/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace spurioscope::ui {
namespace {

QString unknown() { return QStringLiteral("\u2013"); }

}  // namespace

QString percent(double share) { return std::isfinite(share) ? QString::number(share * 100, 'f', 1) : unknown(); }

QString signedPercent(double share) {
  if (!std::isfinite(share)) return unknown();
  const double value = std::round(share * 1000) / 10;
  if (value == 0) return QStringLiteral("0.0");
  return (value > 0 ? QStringLiteral("+") : QStringLiteral("\u2212")) + QString::number(std::abs(value), 'f', 1);
}

QString signedText(double value, int decimals) {
  if (!std::isfinite(value)) return unknown();
  const QString digits = QString::number(std::abs(value), 'f', decimals);
  return (value < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + digits;
}

QString plainText(double value, int decimals) {
  if (!std::isfinite(value)) return unknown();
  return (value < 0 ? QStringLiteral("\u2212") : QString()) + QString::number(std::abs(value), 'f', decimals);
}

QString shortText(double value) {
  if (!std::isfinite(value)) return unknown();
  return (value < 0 ? QStringLiteral("\u2212") : QString()) + QString::number(std::abs(value), 'g', 3);
}

QString countText(qint64 count) { return QLocale(QLocale::English, QLocale::UnitedStates).toString(count); }

QString bytesText(quint64 bytes) {
  const double mega = double(bytes) / (1 << 20);
  if (mega >= 1024) return QCoreApplication::translate("NumberText", "%1 GB").arg(mega / 1024, 0, 'f', 1);
  if (mega >= 10 || bytes == 0) return QCoreApplication::translate("NumberText", "%1 MB").arg(mega, 0, 'f', 0);
  return QCoreApplication::translate("NumberText", "%1 MB").arg(mega, 0, 'f', 1);
}

QString durationText(double seconds) {
  if (seconds < 0) return {};
  if (seconds < 0.995) return QCoreApplication::translate("NumberText", "%1 ms").arg(seconds * 1000, 0, 'f', 0);
  if (seconds < 90) return QCoreApplication::translate("NumberText", "%1 s").arg(seconds, 0, 'f', seconds < 10 ? 1 : 0);
  return QCoreApplication::translate("NumberText", "%1 min").arg(seconds / 60, 0, 'f', 0);
}

}  // namespace spurioscope::ui
