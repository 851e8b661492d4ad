import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** Placeholder until the application is written: proves that the toolchain builds and runs a Nest server. */
@Module({})
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] });
app.useStaticAssets(new URL('../../web/dist/browser', import.meta.url).pathname);
const port = Number(process.env['PORT'] ?? 3000);
await app.listen(port);
console.log(`Hearken is at http://localhost:${String(port)}`);
