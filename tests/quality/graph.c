// SPDX-License-Identifier: Apache-2.0
#include "graph.h"
#include "base/date.h"
#include "base/memory.h"

#include <err.h>
#include <string.h>

enum { RCN, ROLE, PIC, TYPE, CONTRIBUTION, COUNTRY, START_DATE, CELLS };

enum { THEMES_MAX = 32 };

struct membership {
  uint32_t project, organisation;
};

struct reading {
  struct graph *graph;
  json_t *organisations, *projects, *themes; // numbers by pic, rcn and name
  struct membership *memberships;            // owned, as they come
  size_t membership_count, membership_capacity;
};

static uint32_t number_of(json_t *numbers, const char *name) {
  const json_t *found = json_object_get(numbers, name);
  if (found)
    return (uint32_t)json_integer_value(found);
  json_object_set_new(numbers, name, json_integer((json_int_t)json_object_size(numbers)));
  return (uint32_t)json_object_size(numbers) - 1;
}

static void grow_themes(struct graph *graph) {
  graph->theme_capacity = graph->project_capacity;
  graph->themes = memory_resize(graph->themes, graph->theme_capacity, sizeof *graph->themes);
}

static uint32_t find_project(struct reading *reading, const char *rcn, int32_t day) {
  struct graph *graph = reading->graph;
  uint32_t number = number_of(reading->projects, rcn);
  if (number < graph->project_count)
    return number;
  memory_reserve(graph->projects, graph->project_count, graph->project_capacity);
  if (graph->project_count >= graph->theme_capacity)
    grow_themes(graph);
  graph->themes[graph->project_count] = 0;
  graph->projects[graph->project_count++] = (struct match_partners_project){.day = day, .leader = UINT32_MAX};
  return number;
}

static uint32_t find_organisation(struct reading *reading, const char *pic, const char *country) {
  struct graph *graph = reading->graph;
  uint32_t number = number_of(reading->organisations, pic);
  if (number < graph->country_count)
    return number;
  memory_reserve(graph->countries, graph->country_count, graph->country_capacity);
  graph->countries[graph->country_count++] =
      (uint16_t)((unsigned char)country[0] << 8 | (unsigned char)(country[0] ? country[1] : 0));
  return number;
}

// An organisation may stand in a project twice, by its departments.
static bool is_member(const struct reading *reading, struct membership wanted) {
  for (size_t i = reading->membership_count; i-- > 0 && reading->memberships[i].project == wanted.project;)
    if (reading->memberships[i].organisation == wanted.organisation)
      return true;
  return false;
}

static void read_row(struct reading *reading, char **cells) {
  int32_t day, last;
  if (date_parse(cells[START_DATE], &day, &last) < 0)
    return; // a few say "NA"
  uint32_t project = find_project(reading, cells[RCN], day);
  struct membership membership = {project, find_organisation(reading, cells[PIC], cells[COUNTRY])};
  if (!strcmp(cells[ROLE], "coordinator") && reading->graph->projects[project].leader == UINT32_MAX)
    reading->graph->projects[project].leader = membership.organisation;
  if (is_member(reading, membership))
    return;
  memory_reserve(reading->memberships, reading->membership_count, reading->membership_capacity);
  reading->memberships[reading->membership_count++] = membership;
  reading->graph->projects[project].count++;
}

static void read_projects(struct reading *reading, const struct data *data) {
  struct data_file *file = data_open(data, "consortium/h2020.csv.gz");
  char *cells[CELLS];
  data_line(file); // the heading
  while (data_cells(file, cells, CELLS))
    read_row(reading, cells);
  data_close(file);
}

static void read_themes(struct reading *reading, const struct data *data) {
  struct data_file *file = data_open(data, "consortium/programme_parts.csv.gz");
  char *cells[2];
  data_line(file); // the heading
  while (data_cells(file, cells, 2)) {
    const json_t *project = json_object_get(reading->projects, cells[0]);
    uint32_t theme = number_of(reading->themes, cells[1]);
    if (theme >= THEMES_MAX)
      errx(1, "programme_parts.csv.gz: more than %d parts", THEMES_MAX);
    if (project)
      reading->graph->themes[json_integer_value(project)] |= UINT32_C(1) << theme;
  }
  data_close(file);
}

static void place_members(struct reading *reading) {
  struct graph *graph = reading->graph;
  uint32_t first = 0;
  for (size_t i = 0; i < graph->project_count; i++) {
    graph->projects[i].first = first;
    first += graph->projects[i].count;
    graph->projects[i].count = 0;
  }
  graph->members = memory_resize(NULL, reading->membership_count + 1, sizeof *graph->members);
  for (size_t i = 0; i < reading->membership_count; i++) {
    struct match_partners_project *project = &graph->projects[reading->memberships[i].project];
    graph->members[project->first + project->count++] = reading->memberships[i].organisation;
  }
}

struct graph *graph_read(const struct data *data) {
  struct graph *graph = memory_new(sizeof *graph);
  struct reading reading = {
      .graph = graph, .organisations = json_object(), .projects = json_object(), .themes = json_object()};
  read_projects(&reading, data);
  read_themes(&reading, data);
  place_members(&reading);
  graph->history = (struct match_partners_history){.projects = graph->projects,
                                                   .project_count = graph->project_count,
                                                   .members = graph->members,
                                                   .organisation_count = graph->country_count,
                                                   .countries = graph->countries};
  free(reading.memberships);
  json_decref(reading.themes);
  json_decref(reading.projects);
  json_decref(reading.organisations);
  return graph;
}

struct graph *graph_free(struct graph *graph) {
  if (!graph)
    return NULL;
  free(graph->themes);
  free(graph->countries);
  free(graph->members);
  free(graph->projects);
  free(graph);
  return NULL;
}
