import { Injectable, inject } from '@angular/core';
import type {
  AnnouncementDraft,
  AnnouncementList,
  AnnouncementView,
  AppealAnswer,
  AuditPage,
  BanDraft,
  BanList,
  BanView,
  BrowserErrorList,
  OperatorNote,
  Reach,
  ReportAct,
  ReportList,
  ReportView,
  Settings,
  SettingsDraft,
} from '@hearken/protocol';
import type { AdminAnswer } from './admin-fetch';
import { AdminSession } from './admin-session';

/** Which reports a list shows. */
export type ReportFilter = 'open' | 'closed' | 'all';
/** Which bans a list shows. */
export type BanFilter = 'active' | 'appealed' | 'all';

/** The routes of `/api/admin`, with their types. Every method rejects with an `AdminRefusal`. */
@Injectable({ providedIn: 'root' })
export class AdminApi {
  private readonly session = inject(AdminSession);

  announcements(): Promise<AnnouncementList> {
    return this.get('sysmsg');
  }

  /** How many people a draft would reach at once; sends nothing. */
  reach(draft: AnnouncementDraft): Promise<Reach> {
    return this.post('sysmsg/reach', draft);
  }

  announce(draft: AnnouncementDraft): Promise<AnnouncementView> {
    return this.post('sysmsg', draft);
  }

  withdraw(id: number): Promise<AnnouncementView> {
    return this.session.ask({ method: 'DELETE', path: `sysmsg/${String(id)}` });
  }

  reports(state: ReportFilter): Promise<ReportList> {
    return this.get(`reports?state=${state}`);
  }

  /** Opens a report with its snapshot; that it was looked at is noted in the audit. */
  report(id: string): Promise<ReportView> {
    return this.get(`reports/${encodeURIComponent(id)}`);
  }

  decide(id: string, act: ReportAct): Promise<ReportView> {
    return this.post(`reports/${encodeURIComponent(id)}/act`, act);
  }

  bans(state: BanFilter): Promise<BanList> {
    return this.get(`bans?state=${state}`);
  }

  ban(draft: BanDraft): Promise<BanView> {
    return this.post('bans', draft);
  }

  lift(id: string, note: OperatorNote): Promise<BanView> {
    return this.post(`bans/${encodeURIComponent(id)}/lift`, note);
  }

  answerAppeal(id: string, answer: AppealAnswer): Promise<BanView> {
    return this.post(`bans/${encodeURIComponent(id)}/appeal`, answer);
  }

  /** Newest first; older than `before`. Admins only. */
  audit(before?: string): Promise<AuditPage> {
    return this.get(before === undefined ? 'audit' : `audit?before=${encodeURIComponent(before)}`);
  }

  /** The whole audit, one JSON a line. Admins only. */
  async auditExport(): Promise<Blob> {
    return (await this.session.send({ method: 'GET', path: 'audit/export' })).blob();
  }

  settings(): Promise<Settings> {
    return this.get('settings');
  }

  /** Admins only. `conflict` where somebody changed them meanwhile. */
  changeSettings(draft: SettingsDraft): Promise<Settings> {
    return this.session.ask({ method: 'PUT', path: 'settings', body: draft });
  }

  browserErrors(): Promise<BrowserErrorList> {
    return this.get('browser-errors');
  }

  /** The stream of live figures, until `signal`. */
  live(signal: AbortSignal): Promise<AdminAnswer> {
    return this.session.send({ method: 'GET', path: 'live', signal });
  }

  private get<T>(path: string): Promise<T> {
    return this.session.ask<T>({ method: 'GET', path });
  }

  private post<T>(path: string, body: object): Promise<T> {
    return this.session.ask<T>({ method: 'POST', path, body });
  }
}
