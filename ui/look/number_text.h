#pragma once

#include <QString>

namespace spurioscope::ui {

/// Numbers as the window writes them: '.' for decimals, a real minus only in signed changes, "-" for what is not known.
QString percent(double share);                        ///< 0.314 -> "31.4"
QString signedPercent(double share);                  ///< 0.086 -> "+8.6"
QString signedText(double value, int decimals = 2);   ///< "-0.27"
QString plainText(double value, int decimals = 2);
QString shortText(double value);                      ///< three significant digits
QString countText(qint64 count);                      ///< "1,000"
QString bytesText(quint64 bytes);                     ///< "310 MB"
QString durationText(double seconds);                 ///< "0.9 s", "3 min"

}  // namespace spurioscope::ui
