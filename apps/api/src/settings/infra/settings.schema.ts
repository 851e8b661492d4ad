import type { QueueGate, RuntimeLimits } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** The settings as stored (collection `settings`, one document). */
export interface SettingsDocument {
  _id: 'site';
  revision: number;
  queue: QueueGate;
  notice?: string;
  limits: RuntimeLimits;
  guidelinesVersion: number;
  changedAt: Date;
  changedBy: string;
}

const limitsSchema = new Schema<RuntimeLimits>(
  {
    textsPerSecond: { type: Number, required: true },
    textsBurst: { type: Number, required: true },
    textsPerMinute: { type: Number, required: true },
    peopleMax: { type: Number, required: true },
  },
  { _id: false, strict: 'throw' },
);

const settingsSchema = new Schema<SettingsDocument>(
  {
    _id: { type: String, required: true },
    revision: { type: Number, required: true },
    queue: { type: String, required: true },
    notice: String,
    limits: { type: limitsSchema, required: true },
    guidelinesVersion: { type: Number, required: true },
    changedAt: { type: Date, required: true },
    changedBy: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

/** The model of the settings on a connection. */
export function settingsModel(connection: Connection): Model<SettingsDocument> {
  return connection.models['Settings'] ?? connection.model<SettingsDocument>('Settings', settingsSchema, 'settings');
}
