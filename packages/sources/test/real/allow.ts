import { setTimeout } from 'node:timers/promises';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  ResourcePatternTypes,
  logLevel,
} from 'kafkajs';

const operations = {
  Alter: AclOperationTypes.ALTER,
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
};
const resources = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP };

/**
 * A privilege in the form of the guide: an operation, a kind of resource, and a name, in which a final `*` matches any
 * text.
 */
export type Privilege = `${keyof typeof operations} ${keyof typeof resources} ${string}`;

/** Grants privileges to users; resolves when the brokers apply them. */
export async function allow(
  brokers: readonly string[],
  users: ReadonlyArray<{ readonly username: string; readonly may: readonly Privilege[] }>,
): Promise<void> {
  const acl = users.flatMap(({ username, may }) =>
    may.map((privilege) => {
      const [operation, resource, name] = privilege.split(' ') as [
        keyof typeof operations,
        keyof typeof resources,
        string,
      ];
      const isPrefix = name.endsWith('*');
      return {
        resourceType: resources[resource],
        resourceName: isPrefix ? name.slice(0, -1) : name,
        resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
        principal: `User:${username}`,
        host: '*',
        operation: operations[operation],
        permissionType: AclPermissionTypes.ALLOW,
      };
    }),
  );
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl });
    const known = async (): Promise<number> => {
      const { resources } = await admin.describeAcls({
        resourceType: AclResourceTypes.ANY,
        resourcePatternType: ResourcePatternTypes.ANY,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      });
      return resources.reduce((sum, { acls }) => sum + acls.length, 0);
    };
    while ((await known()) < acl.length) await setTimeout(50);
  } finally {
    await admin.disconnect();
  }
}
