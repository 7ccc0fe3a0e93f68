// SPDX-License-Identifier: Apache-2.0
// Messages are unpacked into arenas; what they take goes with the arena.
#pragma once

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>

ProtobufCAllocator unpack_allocator(struct arena *arena);        // for what we stored ourselves: never fails
ProtobufCAllocator unpack_allocator_capped(struct arena *arena); // for what a peer sent: fails at the arena's cap
