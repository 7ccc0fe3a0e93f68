// SPDX-License-Identifier: Apache-2.0
// helixctl from the command line to the exit code.
#pragma once

int cli_run(int argc, char **argv);
