/** What a pilot tells about the batch slot that Harvester gave it. */
export interface WorkerStatusUpdate {
  readonly workerId: number;
  readonly harvesterId: string;
  readonly status: 'started' | 'finished';
  readonly nodeId?: string;
  /** For the classic API. */
  readonly siteName?: string;
}

/** The hardware of a worker node. */
export interface WorkerNode {
  /** The site (not the queue). */
  readonly site: string;
  /** `slot@host` is allowed. */
  readonly hostName: string;
  readonly cpuModel: string;
  readonly queue?: string;
  readonly logicalCpuCount?: number;
  readonly socketCount?: number;
  readonly coresPerSocket?: number;
  readonly threadsPerCore?: number;
  readonly cpuArchitecture?: string;
  readonly cpuArchitectureLevel?: string;
  readonly clockSpeedMHz?: number;
  readonly totalMemoryMB?: number;
  readonly totalLocalDiskGB?: number;
}

/** The GPUs of one kind in a worker node. */
export interface WorkerNodeGpu {
  readonly site: string;
  readonly hostName: string;
  readonly vendor: string;
  readonly model: string;
  readonly count: number;
  readonly vramMB?: number;
  readonly architecture?: string;
  readonly framework?: string;
  readonly frameworkVersion?: string;
  readonly driverVersion?: string;
}
