#pragma once
#include <sqlite3.h>

/// Lets a connection keep a statement's plan whatever values are bound to it. SQLite as Debian builds it (STAT4) prepares
/// a statement anew whenever a bound value that stands beside an indexed column changes, in the hope of a better plan:
/// for the short statements of a work queue that costs more than running them.
///
/// Returns SQLite's result code.
int seams_keep_plans(sqlite3 *connection);
