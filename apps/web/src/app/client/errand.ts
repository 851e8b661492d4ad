import type { PartReason, ReportReason, RoomId } from '@hearken/protocol';

/** What the person asked for about one conversation, open or ended. Kept with the tab until it is done. */
export type Errand =
  | { readonly act: 'block'; readonly roomId: RoomId; readonly because?: PartReason; readonly note?: string }
  | { readonly act: 'report'; readonly roomId: RoomId; readonly reason: ReportReason; readonly note?: string }
  | { readonly act: 'delete'; readonly roomId: RoomId };
