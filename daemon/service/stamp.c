// SPDX-License-Identifier: Apache-2.0
#include "service/stamp.h"

#include "service/profile.h"

#include <inttypes.h>
#include <stdio.h>

// Numbers are written in hexadecimal: exactly.
void stamp_make(const struct knowledge *knowledge, const struct match_text_parameters *parameters, int32_t facts_day,
                char ret_stamp[STORE_STAMP_BYTES]) {
  const struct match_text_parameters *of = parameters;
  snprintf(ret_stamp, STORE_STAMP_BYTES,
           "helix %s, profiles %d, analysis %d\n%s, trial %016" PRIx64 "\nvocabulary %s\n"
           "text %a %a %a %a %a %a %a %a %a %a\nfacts from day %d on\n",
           HELIX_VERSION, PROFILE_VERSION, TEXT_ANALYSIS_VERSION, text_library_version(), knowledge->trial,
           vocabulary_version(knowledge->vocabulary), of->k1, of->b, of->pair, of->repetition, of->repetition_prior,
           of->repetition_prior_n, of->mix, of->discount, of->asked_discount, of->half, (int)facts_day);
}
