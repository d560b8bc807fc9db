#include "sqlite_plans.h"

// Here because Swift cannot call functions with a variable number of arguments.
int seams_keep_plans(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)0);
}
