import type { OperatorRole } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** An operator as stored (collection `operators`). */
export interface OperatorDocument {
  /** The name. */
  _id: string;
  role: OperatorRole;
  passwordHash: string;
  changeBefore?: Date;
  isEnabled: boolean;
  createdAt: Date;
  signedInAt?: Date;
  failures: number;
  lockedUntil?: Date;
}

/** A sign-in as stored (collection `operatorSessions`). */
export interface OperatorSessionDocument {
  _id: string;
  name: string;
  secretHash: string;
  earlierHash?: string;
  rotatedAt: Date;
  startedAt: Date;
  expiresAt: Date;
}

const operatorSchema = new Schema<OperatorDocument>(
  {
    _id: { type: String, required: true },
    role: { type: String, required: true },
    passwordHash: { type: String, required: true },
    changeBefore: Date,
    isEnabled: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    signedInAt: Date,
    failures: { type: Number, required: true },
    lockedUntil: Date,
  },
  { versionKey: false, strict: 'throw' },
);

const sessionSchema = new Schema<OperatorSessionDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    secretHash: { type: String, required: true },
    earlierHash: String,
    rotatedAt: { type: Date, required: true },
    startedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

sessionSchema.index({ name: 1 }, { name: 'by-name' });
sessionSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

/** The model of operators on a connection. */
export function operatorModel(connection: Connection): Model<OperatorDocument> {
  return connection.models['Operator'] ?? connection.model<OperatorDocument>('Operator', operatorSchema, 'operators');
}

/** The model of operators' sessions on a connection. */
export function operatorSessionModel(connection: Connection): Model<OperatorSessionDocument> {
  return (
    connection.models['OperatorSession'] ??
    connection.model<OperatorSessionDocument>('OperatorSession', sessionSchema, 'operatorSessions')
  );
}
