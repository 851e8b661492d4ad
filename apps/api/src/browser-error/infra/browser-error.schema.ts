import type { BrowserErrorReport } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** Equal faults of pages as stored (collection `browserErrors`). */
export interface BrowserErrorDocument {
  /** Hash of what makes them equal. */
  _id: string;
  version: string;
  kind: BrowserErrorReport['kind'];
  name: string;
  frames: string[];
  count: number;
  firstAt: Date;
  lastAt: Date;
  pages: BrowserErrorReport['page'][];
  browsers: BrowserErrorReport['browser'][];
  expiresAt: Date;
}

const browserErrorSchema = new Schema<BrowserErrorDocument>(
  {
    _id: { type: String, required: true },
    version: { type: String, required: true },
    kind: { type: String, required: true },
    name: { type: String, required: true },
    frames: { type: [String], required: true },
    count: { type: Number, required: true },
    firstAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
    pages: { type: [String], required: true },
    browsers: { type: [String], required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

browserErrorSchema.index({ lastAt: -1 }, { name: 'by-time' });
browserErrorSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

/** The model of browser errors on a connection. */
export function browserErrorModel(connection: Connection): Model<BrowserErrorDocument> {
  return (
    connection.models['BrowserError'] ??
    connection.model<BrowserErrorDocument>('BrowserError', browserErrorSchema, 'browserErrors')
  );
}
