// SPDX-License-Identifier: Apache-2.0
#include "service/call.h"

#define CALL(name) HELIX__V1__REQUEST__CALL_##name

static const struct call calls[] = {
    {CALL(SUBMIT_STAKEHOLDER), "submit stakeholder", .prepare = call_prepare_submit, .apply = call_apply_submit},
    {CALL(GET_STAKEHOLDER), "get stakeholder", .read = call_get_stakeholder},
    {CALL(LIST_STAKEHOLDERS), "list stakeholders", .read = call_list_stakeholders},
    {CALL(WITHDRAW_STAKEHOLDER), "withdraw stakeholder", .prepare = call_prepare_withdraw,
     .apply = call_apply_withdraw},
    {CALL(GET_STAKEHOLDER_HISTORY), "get stakeholder history", .read = call_get_history},
    {CALL(IMPORT_STAKEHOLDERS), "import stakeholders", .prepare = call_prepare_import, .apply = call_apply_import},
    {CALL(FINISH_IMPORT), "finish import", .prepare = call_prepare_finish, .apply = call_apply_finish},
    {CALL(LIST_THEMES), "list themes", .read = call_list_themes},
    {CALL(GET_THEME), "get theme", .read = call_get_theme},
    {CALL(LIST_PLACES), "list places", .read = call_list_places},
    {CALL(LIST_COOPERATIONS), "list cooperations", .read = call_list_cooperations},
    {CALL(TAG_TEXT), "tag text", .read = call_tag_text},
    {CALL(MATCH_THEMES), "match themes", .read = call_match_themes},
    {CALL(MATCH_STAKEHOLDERS), "match stakeholders", .read = call_match_stakeholders},
    {CALL(MATCH_PARTNERS), "match partners", .read = call_match_partners},
    {CALL(MATCH_OPPORTUNITIES), "match opportunities", .read = call_match_opportunities},
    {CALL(MATCH_BATCH), "match batch", .read = call_match_batch},
    {CALL(LIST_AUDIT), "list audit", .read = call_list_audit},
    {CALL(VERIFY_AUDIT), "verify audit", .read = call_verify_audit},
};

const struct call *call_find(uint32_t number) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (calls[i].number == number)
      return &calls[i];
  return NULL;
}
