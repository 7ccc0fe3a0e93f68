// SPDX-License-Identifier: Apache-2.0
// One line a message on standard error, with the priority prefix that journald reads (sd-daemon(3)) when it is the reader.
// Never log what a profile says: the log outlives an erasure.
#pragma once

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_NOTICE = 5, LOG_INFO = 6, LOG_DEBUG = 7 };

void log_init(enum log_level level); // messages above `level` are not written
__attribute__((format(printf, 2, 3))) void log_write(enum log_level level, const char *format, ...);
