// SPDX-License-Identifier: Apache-2.0
// Many questions out of a file of JSON lines, one answer line each, in order. Sent in as few requests as the daemon takes.
#pragma once

struct session;

enum match_batch_kind {
  MATCH_BATCH_THEMES,
  MATCH_BATCH_STAKEHOLDERS,
  MATCH_BATCH_PARTNERS,
  MATCH_BATCH_OPPORTUNITIES,
  MATCH_BATCH_KIND_COUNT
};

// The exit code: 65 when a line could not be answered.
int match_batch_run(struct session *session, enum match_batch_kind kind);
