#pragma once

#include <hdf5.h>

namespace spurioscope::reader {

/// A file access list whose driver reads the descriptor that is already open, whatever name is given, and can neither write nor open
/// anything. So HDF5 works where no path can be opened. The size is taken now. @returns below 0 when HDF5 refuses.
hid_t descriptorAccess(int descriptor);

}  // namespace spurioscope::reader
