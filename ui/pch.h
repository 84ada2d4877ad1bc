#pragma once

#include <QtWidgets>
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>
