// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include "base/date.h"
#include "service/wire.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEADLINE_MS = 20000 };

static const char themes[] =
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://helix.example/themes/> .\n"
    "t:scheme a skos:ConceptScheme .\n"
    "t:circular-economy a skos:Concept ; skos:topConceptOf t:scheme ; skos:prefLabel \"Circular economy\"@en, "
    "\"Economia circolare\"@it, \"循环经济\"@zh .\n"
    "t:textile-recycling a skos:Concept ; skos:broader t:circular-economy ; skos:prefLabel \"Textile recycling\"@en, "
    "\"Riciclo tessile\"@it, \"纺织品回收\"@zh .\n"
    "t:industrial-design a skos:Concept ; skos:topConceptOf t:scheme ; skos:prefLabel \"Industrial design\"@en, "
    "\"Design industriale\"@it, \"工业设计\"@zh .\n";

static const char places[] = "places:\n"
                             "- {id: bologna, country: IT, names: [{language: en, value: Bologna}]}\n"
                             "- {id: nanjing, country: CN, names: [{language: en, value: Nanjing}]}\n";

static const char regimes[] =
    "regimes:\n- id: eu\n  names: [{language: en, value: EU}]\n  countries: [IT]\n  start: 2005\n  currency: EUR\n"
    "  rule: CEILINGS\n  industries:\n  - name: all\n    limits:\n    - {size: MICRO, staff: 10, turnover: 2000000, "
    "balance: "
    "2000000}\n"
    "    - {size: SMALL, staff: 50, turnover: 10000000, balance: 10000000}\n"
    "    - {size: MEDIUM, staff: 250, turnover: 50000000, balance: 43000000}\n";

void fixture_write(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  cr_assert_not_null(file);
  fputs(text, file);
  fclose(file);
}

static struct weights shipped_weights(void) {
  struct weights weights;
  struct error error;
  cr_assert_eq(weights_load(HELIX_SOURCE_DIR "/config/weights.conf", &weights, &error), 0, "%s", error.message);
  return weights;
}

struct service_options fixture_options(const struct fixture *fixture) {
  return (struct service_options){
      .state_dir = fixture->state,
      .vocabulary = {.themes = fixture->themes, .places = fixture->places, .size_regimes = fixture->regimes},
      .weights = shipped_weights(),
      .limits = {.statements = 5, .text_characters = 2000},
      .threads = 2,
      .batch = 64,
      .key_days = 7,
      .request_bytes = 1 << 20};
}

void fixture_start(struct fixture *fixture) {
  struct error error;
  struct service_options options = fixture_options(fixture);
  cr_assert_eq(service_open(&options, NULL, NULL, &fixture->service, &error), 0, "%s", error.message);
}

void fixture_open(struct fixture *fixture) {
  strcpy(fixture->folder, "/tmp/helix-service-XXXXXX");
  fixture->caller = (struct access_caller){.standing = ACCESS_LOCAL, .role = ACCESS_ADMIN};
  cr_assert_not_null(mkdtemp(fixture->folder));
  snprintf(fixture->themes, sizeof fixture->themes, "%s/themes.ttl", fixture->folder);
  snprintf(fixture->places, sizeof fixture->places, "%s/places.yaml", fixture->folder);
  snprintf(fixture->regimes, sizeof fixture->regimes, "%s/regimes.yaml", fixture->folder);
  snprintf(fixture->state, sizeof fixture->state, "%s/state", fixture->folder);
  fixture_write(fixture->themes, themes);
  fixture_write(fixture->places, places);
  fixture_write(fixture->regimes, regimes);
  fixture_start(fixture);
}

void fixture_stop(struct fixture *fixture) {
  service_stop(fixture->service);
  fixture->service = service_close(fixture->service);
}

void fixture_close(struct fixture *fixture) {
  if (fixture->service)
    fixture_stop(fixture);
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
  cr_assert_eq(system(command), 0);
}

// --- asking

struct waiting {
  struct job job;
  pthread_mutex_t lock;
  pthread_cond_t more;
  bool done;
};

static void on_done(struct job *job) {
  struct waiting *waiting = (struct waiting *)job;
  pthread_mutex_lock(&waiting->lock);
  waiting->done = true;
  pthread_cond_signal(&waiting->more);
  pthread_mutex_unlock(&waiting->lock);
}

Helix__V1__Reply *ask_bytes(struct fixture *fixture, const void *bytes, size_t count, int deadline_ms) {
  struct wire_request wire;
  wire_scan(bytes, count, &wire);
  struct waiting waiting = {.job = {.payload = STR(bytes),
                                    .payload_bytes = count,
                                    .call = wire.call,
                                    .id = wire.id,
                                    .caller = fixture->caller,
                                    .deadline_monotonic_ms = clock_monotonic_ms() + deadline_ms,
                                    .done = on_done,
                                    .reply_headroom = 16},
                            .lock = PTHREAD_MUTEX_INITIALIZER,
                            .more = PTHREAD_COND_INITIALIZER};
  service_submit(fixture->service, &waiting.job);
  pthread_mutex_lock(&waiting.lock);
  while (!waiting.done)
    pthread_cond_wait(&waiting.more, &waiting.lock);
  pthread_mutex_unlock(&waiting.lock);
  Helix__V1__Reply *reply = helix__v1__reply__unpack(NULL, waiting.job.reply_bytes, waiting.job.reply + 16);
  cr_assert_not_null(reply, "every request has a reply");
  cr_assert_eq(reply->id, wire.id);
  cr_assert_eq(waiting.job.refused, reply->result_case == HELIX__V1__REPLY__RESULT_ERROR);
  free(waiting.job.reply);
  return reply;
}

Helix__V1__Reply *ask(struct fixture *fixture, const Helix__V1__Request *request) {
  size_t count = helix__v1__request__get_packed_size(request);
  unsigned char *bytes = malloc(count ? count : 1);
  helix__v1__request__pack(request, bytes);
  Helix__V1__Reply *reply = ask_bytes(fixture, bytes, count, DEADLINE_MS);
  free(bytes);
  return reply;
}

Helix__V1__Reply *submit(struct fixture *fixture, Helix__V1__Stakeholder *stakeholder, const char *key) {
  Helix__V1__SubmitStakeholder call = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.stakeholder = stakeholder;
  request.id = 7;
  request.idempotency_key = STR(key);
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  return ask(fixture, &request);
}

Helix__V1__Reply *get(struct fixture *fixture, const char *id, uint64_t revision) {
  Helix__V1__GetStakeholder call = HELIX__V1__GET_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR(id);
  call.revision = revision;
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER;
  request.get_stakeholder = &call;
  return ask(fixture, &request);
}

Helix__V1__MatchList *matches_of(Helix__V1__Reply *reply) {
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_MATCHES, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no list");
  return reply->matches;
}

Helix__V1__Reply *match_stakeholders(struct fixture *fixture, Helix__V1__MatchStakeholders *call) {
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_STAKEHOLDERS;
  request.match_stakeholders = call;
  return ask(fixture, &request);
}

Helix__V1__Reply *match_partners(struct fixture *fixture, Helix__V1__MatchPartners *call) {
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_PARTNERS;
  request.match_partners = call;
  return ask(fixture, &request);
}

Helix__V1__Reply *match_theme(struct fixture *fixture, const char *theme) {
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
  call.theme_id = STR(theme);
  return match_stakeholders(fixture, &call);
}

Helix__V1__Stakeholder *sample_init(struct sample *sample, const char *id, const char *name, const char *text) {
  helix__v1__stakeholder__init(&sample->stakeholder);
  helix__v1__statement__init(&sample->statement);
  sample->statement.kind = HELIX__V1__STATEMENT_KIND__OFFER;
  sample->statement.text = STR(text);
  sample->statements[0] = &sample->statement;
  sample->places[0] = STR("bologna");
  sample->stakeholder.id = STR(id);
  sample->stakeholder.name = STR(name);
  sample->stakeholder.helix = HELIX__V1__HELIX__BUSINESS;
  sample->stakeholder.statements = sample->statements;
  sample->stakeholder.n_statements = 1;
  sample->stakeholder.places = sample->places;
  sample->stakeholder.n_places = 1;
  return &sample->stakeholder;
}
