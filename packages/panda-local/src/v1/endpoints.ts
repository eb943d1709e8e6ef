import type { PythonDict } from '../python/python-json.ts';

/** The Python types that the server's annotations name. `number` is `int | float`, `any` is not annotated. */
export type ArgumentType =
  | 'int'
  | 'float'
  | 'number'
  | 'str'
  | 'bool'
  | 'list[int]'
  | 'list[str]'
  | 'list[dict]'
  | 'any';

/** One argument of a method. */
export interface Parameter {
  readonly name: string;
  readonly type: ArgumentType;
  /** Absent: the argument is required. */
  readonly fallback?: string | number | boolean | null;
}

/** One method of the API, as its callers see it. */
export interface Endpoint {
  readonly verb: 'GET' | 'POST';
  /** Whom it serves: anybody, a caller with an identity, or one with the production role. */
  readonly access: 'anyone' | 'identified' | 'production';
  readonly parameters: readonly Parameter[];
  /** Takes any argument beside those named. */
  readonly open?: true;
}

/** Every method that is served below `/api/v1/`, with its arguments in the server's own order and words. */
export const endpoints = {
  'pilot/acquire_jobs': post('identified', [
    required('site_name', 'str'),
    optional('timeout', 'int', 60),
    optional('memory', 'int', null),
    optional('disk_space', 'int', null),
    optional('prod_source_label', 'str', null),
    optional('node', 'str', null),
    optional('computing_element', 'str', null),
    optional('prod_user_id', 'str', null),
    optional('get_proxy_key', 'str', null),
    optional('task_id', 'int', null),
    optional('n_jobs', 'int', 1),
    optional('background', 'bool', null),
    optional('resource_type', 'str', null),
    optional('harvester_id', 'str', null),
    optional('worker_id', 'int', null),
    optional('scheduler_id', 'str', null),
    optional('job_type', 'str', null),
    optional('via_topic', 'bool', null),
    optional('remaining_time', 'any', null),
  ]),
  'pilot/update_job': post('production', [
    required('job_id', 'int'),
    required('job_status', 'str'),
    optional('job_output_report', 'str', ''),
    optional('node', 'str', null),
    optional('cpu_consumption_time', 'int', null),
    optional('cpu_consumption_unit', 'str', null),
    optional('scheduler_id', 'str', null),
    optional('pilot_id', 'str', null),
    optional('site_name', 'str', null),
    optional('pilot_log', 'str', ''),
    optional('meta_data', 'str', ''),
    optional('cpu_conversion_factor', 'number', null),
    optional('trans_exit_code', 'int', null),
    optional('pilot_error_code', 'int', null),
    optional('pilot_error_diag', 'str', null),
    optional('exe_error_code', 'int', null),
    optional('exe_error_diag', 'str', null),
    optional('pilot_timing', 'str', null),
    optional('start_time', 'str', null),
    optional('end_time', 'str', null),
    optional('n_events', 'int', null),
    optional('n_input_files', 'int', null),
    optional('batch_id', 'str', null),
    optional('attempt_nr', 'int', null),
    optional('job_metrics', 'str', null),
    optional('stdout', 'str', ''),
    optional('job_sub_status', 'str', null),
    optional('core_count', 'int', null),
    optional('max_rss', 'number', null),
    optional('max_vmem', 'number', null),
    optional('max_swap', 'number', null),
    optional('max_pss', 'number', null),
    optional('avg_rss', 'number', null),
    optional('avg_vmem', 'number', null),
    optional('avg_swap', 'number', null),
    optional('avg_pss', 'number', null),
    optional('tot_rchar', 'number', null),
    optional('tot_wchar', 'number', null),
    optional('tot_rbytes', 'number', null),
    optional('tot_wbytes', 'number', null),
    optional('rate_rchar', 'number', null),
    optional('rate_wchar', 'number', null),
    optional('rate_rbytes', 'number', null),
    optional('rate_wbytes', 'number', null),
    optional('corrupted_files', 'str', null),
    optional('mean_core_count', 'int', null),
    optional('cpu_architecture_level', 'str', null),
    optional('grid', 'str', null),
    optional('source_site', 'str', null),
    optional('destination_site', 'str', null),
    optional('timeout', 'int', 60),
  ]),
  'pilot/update_jobs_bulk': post('production', [
    required('job_list', 'list[dict]'),
    optional('harvester_id', 'str', null),
  ]),
  'pilot/get_job_status': get('identified', [required('job_ids', 'list[int]'), optional('timeout', 'int', 60)]),
  'pilot/update_worker_status': post('production', [
    required('worker_id', 'any'),
    required('harvester_id', 'any'),
    required('status', 'any'),
    optional('timeout', 'any', 60),
    optional('node_id', 'any', null),
  ]),
  'pilot/update_worker_node': post('production', [
    required('site', 'str'),
    required('host_name', 'str'),
    required('cpu_model', 'str'),
    optional('panda_queue', 'str', null),
    optional('n_logical_cpus', 'int', null),
    optional('n_sockets', 'int', null),
    optional('cores_per_socket', 'int', null),
    optional('threads_per_core', 'int', null),
    optional('cpu_architecture', 'str', null),
    optional('cpu_architecture_level', 'str', null),
    optional('clock_speed', 'float', null),
    optional('total_memory', 'int', null),
    optional('total_local_disk', 'int', null),
    optional('timeout', 'int', 60),
  ]),
  'pilot/update_worker_node_gpu': post('production', [
    required('site', 'str'),
    required('host_name', 'str'),
    required('vendor', 'str'),
    required('model', 'str'),
    required('count', 'int'),
    optional('vram', 'int', null),
    optional('architecture', 'str', null),
    optional('framework', 'str', null),
    optional('framework_version', 'str', null),
    optional('driver_version', 'str', null),
    optional('timeout', 'int', 60),
  ]),
  'event/acquire_event_ranges': post('production', [
    required('job_id', 'int'),
    required('jobset_id', 'int'),
    optional('task_id', 'int', null),
    optional('n_ranges', 'int', 10),
    optional('timeout', 'int', 60),
    optional('scattered', 'bool', false),
    optional('segment_id', 'int', null),
  ]),
  'event/update_single_event_range': post('production', [
    required('event_range_id', 'str'),
    required('event_range_status', 'str'),
    optional('core_count', 'int', null),
    optional('cpu_consumption_time', 'float', null),
    optional('object_store_id', 'int', null),
    optional('timeout', 'int', 60),
  ]),
  'event/update_event_ranges': post('production', [
    required('event_ranges', 'str'),
    optional('timeout', 'int', 120),
    optional('version', 'int', 0),
  ]),
  'event/get_available_event_range_count': get('production', [
    required('job_id', 'int'),
    required('jobset_id', 'int'),
    required('task_id', 'int'),
    optional('timeout', 'int', 60),
  ]),
  'event/get_event_range_statuses': get('identified', [required('job_task_ids', 'str')]),
  'creds/get_proxy': get('identified', [optional('role', 'str', null), optional('dn', 'str', null)]),
  'creds/get_access_token': get('identified', [required('client_name', 'str'), optional('token_key', 'str', null)]),
  'creds/get_token_key': get('identified', [required('client_name', 'str')]),
  'creds/get_key_pair': get('identified', [required('public_key_name', 'str'), required('private_key_name', 'str')]),
  'creds/get_user_secrets': get('identified', [optional('keys', 'list[str]', null)]),
  'job/set_debug_mode': post('production', [required('job_id', 'int'), required('mode', 'bool')]),
  'system/is_alive': get('anyone', []),
  'system/get_attributes': { ...get('anyone', []), open: true },
  'system/get_voms_attributes': get('anyone', []),
} as const satisfies Readonly<Record<string, Endpoint>>;

/** `<module>/<method>`. */
export type MethodName = keyof typeof endpoints;

/** What a method receives: every argument named, checked and defaulted. */
export type ArgumentsOf<Method extends MethodName> = {
  readonly [P in (typeof endpoints)[Method]['parameters'][number] as P['name']]: ValueOf<P>;
};

type ValueOf<P extends Parameter> = P extends { readonly fallback: null }
  ? PlainOf<P['type']> | null
  : PlainOf<P['type']>;

type PlainOf<T extends ArgumentType> = {
  int: number;
  float: number;
  number: number;
  str: string;
  bool: boolean;
  'list[int]': readonly number[];
  'list[str]': readonly string[];
  'list[dict]': readonly PythonDict[];
  any: unknown;
}[T];

/** True for the name of a method in the table. */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(endpoints, name);
}

function post<const P extends readonly Parameter[]>(access: Endpoint['access'], parameters: P) {
  return { verb: 'POST', access, parameters } as const;
}

function get<const P extends readonly Parameter[]>(access: Endpoint['access'], parameters: P) {
  return { verb: 'GET', access, parameters } as const;
}

function required<const N extends string, const T extends ArgumentType>(name: N, type: T) {
  return { name, type } as const;
}

function optional<
  const N extends string,
  const T extends ArgumentType,
  const F extends NonNullable<Parameter['fallback']> | null,
>(name: N, type: T, fallback: F) {
  return { name, type, fallback } as const;
}
