#pragma once
#include "disk.h"
#include "seal.h"
