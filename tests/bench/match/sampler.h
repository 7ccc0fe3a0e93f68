// SPDX-License-Identifier: Apache-2.0
// Numbers drawn with given weights, each in constant time: Walker's (1977) alias method, filled as by Vose (1991).
#pragma once

#include "random.h"

#include <stddef.h>

struct sampler;

struct sampler *sampler_new(const double *weights, size_t count);
// Zipf's law: number i, from 0, weighs 1 / (i + 1).
struct sampler *sampler_new_zipf(size_t count);
struct sampler *sampler_free(struct sampler *sampler); // returns NULL

uint32_t sampler_draw(const struct sampler *sampler, struct random *random);
