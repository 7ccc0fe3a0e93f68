// SPDX-License-Identifier: Apache-2.0
// The functions behind the command table, one file per noun. Each reads session->arguments and returns the exit code.
#pragma once

struct session;

int status_run(struct session *session);

int stakeholder_template_run(struct session *session);
int stakeholder_check_run(struct session *session);
int stakeholder_submit_run(struct session *session);
int stakeholder_show_run(struct session *session);
int stakeholder_list_run(struct session *session);
int stakeholder_withdraw_run(struct session *session);
int stakeholder_history_run(struct session *session);
int stakeholder_duplicates_run(struct session *session);
int stakeholder_merge_run(struct session *session);
int stakeholder_unmerge_run(struct session *session);

int theme_list_run(struct session *session);
int theme_show_run(struct session *session);
int theme_tag_run(struct session *session);
int place_list_run(struct session *session);
int cooperation_list_run(struct session *session);

int match_themes_run(struct session *session);
int match_stakeholders_run(struct session *session);
int match_partners_run(struct session *session);
int match_opportunities_run(struct session *session);

int import_stakeholders_run(struct session *session);
int export_stakeholders_run(struct session *session);

int enroll_run(struct session *session);
int whoami_run(struct session *session);
int identity_list_run(struct session *session);
int identity_show_run(struct session *session);
int identity_revoke_run(struct session *session);
int identity_rotate_run(struct session *session);
int invite_run(struct session *session);
int invitation_list_run(struct session *session);
int invitation_cancel_run(struct session *session);

int consent_give_run(struct session *session);
int consent_withdraw_run(struct session *session);
int consent_list_run(struct session *session);
int contact_show_run(struct session *session);
int stakeholder_preview_run(struct session *session);
int privacy_export_run(struct session *session);
int privacy_erase_run(struct session *session);
int privacy_persons_run(struct session *session);

int audit_list_run(struct session *session);
int audit_verify_run(struct session *session);

int completion_run(struct session *session);
int help_run(struct session *session);
