import { Module } from '@nestjs/common';
import { QueueGateway } from './queue.gateway.js';

@Module({ providers: [QueueGateway] })
export class QueueModule {}
