// SPDX-License-Identifier: Apache-2.0
#include "capture.h"

#include <stdlib.h>

void capture_begin(struct capture *capture) {
  *capture = (struct capture){.output = {.utf8 = true, .language = "en"}};
  capture->output.out = open_memstream(&capture->out, &capture->out_bytes);
  capture->output.err = open_memstream(&capture->err, &capture->err_bytes);
}

void capture_end(struct capture *capture) {
  fclose(capture->output.out);
  fclose(capture->output.err);
}

void capture_free(struct capture *capture) {
  free(capture->out);
  free(capture->err);
}
