// SPDX-License-Identifier: Apache-2.0
// The profile that people start from.
#pragma once

// YAML with comments; as it stands it is well-formed and `check` says what to replace.
extern const char stakeholder_template[];
