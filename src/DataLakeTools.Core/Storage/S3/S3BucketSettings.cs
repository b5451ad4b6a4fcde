using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage.Creation;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The settings that keep a lake's bucket safe. Only what differs is changed, and nothing else is touched.</summary>
internal sealed class S3BucketSettings(AmazonS3Client client, S3Account account, string bucket, LakeCreationOptions options, bool isNew)
{
    private const string PlainHttpStatement = "DenyPlainHttp";

    public async Task BringInLineAsync(List<string> changes, CancellationToken cancellationToken)
    {
        await BlockPublicAccessAsync(changes, cancellationToken).ConfigureAwait(false);
        await EncryptAsync(changes, cancellationToken).ConfigureAwait(false);
        await RefusePlainHttpAsync(changes, cancellationToken).ConfigureAwait(false);
        if (options.Versioning)
        {
            await KeepVersionsAsync(changes, cancellationToken).ConfigureAwait(false);
        }
    }

    // Under -WhatIf a missing bucket is not created, so its settings cannot be read.
    private bool IsOnlyPlanned => isNew && options.WhatIf;

    private string Partition => account.Region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : account.Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";

    private async Task BlockPublicAccessAsync(List<string> changes, CancellationToken cancellationToken)
    {
        if (!IsOnlyPlanned)
        {
            try
            {
                var now = await client.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
                if (now.PublicAccessBlockConfiguration is
                    { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true })
                {
                    return;
                }
            }
            catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchPublicAccessBlockConfiguration")
            {
                // None is set, so it is set below.
            }
        }

        changes.Add("block public access");
        if (!options.WhatIf)
        {
            await client.PutPublicAccessBlockAsync(
                new PutPublicAccessBlockRequest
                {
                    BucketName = bucket,
                    PublicAccessBlockConfiguration = new PublicAccessBlockConfiguration
                    {
                        BlockPublicAcls = true,
                        BlockPublicPolicy = true,
                        IgnorePublicAcls = true,
                        RestrictPublicBuckets = true,
                    },
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EncryptAsync(List<string> changes, CancellationToken cancellationToken)
    {
        if (!IsOnlyPlanned && await IsEncryptedAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        changes.Add(options.KmsKeyId is null ? "encrypt with SSE-S3 by default" : $"encrypt with the KMS key {options.KmsKeyId} by default");
        if (!options.WhatIf)
        {
            await client.PutBucketEncryptionAsync(
                new PutBucketEncryptionRequest
                {
                    BucketName = bucket,
                    ServerSideEncryptionConfiguration = new ServerSideEncryptionConfiguration
                    {
                        ServerSideEncryptionRules =
                        [
                            new ServerSideEncryptionRule
                            {
                                // One data key for many objects: fewer calls to KMS, lower cost.
                                BucketKeyEnabled = options.KmsKeyId is not null,
                                ServerSideEncryptionByDefault = new ServerSideEncryptionByDefault
                                {
                                    ServerSideEncryptionAlgorithm = options.KmsKeyId is null ? ServerSideEncryptionMethod.AES256 : ServerSideEncryptionMethod.AWSKMS,
                                    ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId,
                                },
                            },
                        ],
                    },
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsEncryptedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = await client.GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
            var rules = now.ServerSideEncryptionConfiguration?.ServerSideEncryptionRules ?? [];

            // If no KMS key is asked for, any default encryption is accepted; SSE-KMS is left as it is.
            return rules.Exists(rule => rule.ServerSideEncryptionByDefault is { } set
                && (options.KmsKeyId is null || set.ServerSideEncryptionKeyManagementServiceKeyId == options.KmsKeyId));
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "ServerSideEncryptionConfigurationNotFoundError")
        {
            return false;
        }
    }

    private async Task RefusePlainHttpAsync(List<string> changes, CancellationToken cancellationToken)
    {
        var policy = IsOnlyPlanned ? null : await ReadPolicyAsync(cancellationToken).ConfigureAwait(false);
        if (policy is not null && RefusesPlainHttp(policy))
        {
            return;
        }

        if (client.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true)
        {
            // The endpoint itself uses plain HTTP; with this policy it would refuse our own requests.
            changes.Add($"skipped: refuse plain HTTP by policy, because {client.Config.ServiceURL} is plain HTTP");
            return;
        }

        changes.Add("refuse plain HTTP by policy");
        if (!options.WhatIf)
        {
            await client.PutBucketPolicyAsync(
                new PutBucketPolicyRequest { BucketName = bucket, Policy = WithStatement(policy).ToJsonString() }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject?> ReadPolicyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);

            // For this request the SDK does not throw on 404; it hands out S3's error document as if it were the policy.
            return answer.HttpStatusCode == HttpStatusCode.NotFound || string.IsNullOrEmpty(answer.Policy) ? null : JsonNode.Parse(answer.Policy)?.AsObject();
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucketPolicy")
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new DataLakeException(
                DataLakeError.LakeRequestFailed, $"The policy of the bucket '{bucket}' is not JSON, so nothing can be added to it.", "Look at the policy in the AWS console.", $"s3://{bucket}", exception);
        }
    }

    private static bool RefusesPlainHttp(JsonObject policy) => Statements(policy).OfType<JsonObject>().Any(statement =>
        (string?)statement["Effect"] == "Deny"
        && statement["Condition"]?["Bool"]?["aws:SecureTransport"]?.ToString() == "false"
        && statement["Action"]?.ToJsonString().Contains("\"s3:*\"", StringComparison.Ordinal) == true);

    private static JsonArray Statements(JsonObject policy) => policy["Statement"] switch
    {
        JsonArray several => several,
        { } one => [one.DeepClone()],
        null => [],
    };

    // All other statements of the policy are kept.
    private JsonObject WithStatement(JsonObject? policy)
    {
        var all = policy is null ? [] : Statements(policy).DeepClone().AsArray();
        all.Add((JsonNode)new JsonObject
        {
            ["Sid"] = PlainHttpStatement,
            ["Effect"] = "Deny",
            ["Principal"] = "*",
            ["Action"] = "s3:*",
            ["Resource"] = new JsonArray($"arn:{Partition}:s3:::{bucket}", $"arn:{Partition}:s3:::{bucket}/*"),
            ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
        });
        var whole = policy is null ? new JsonObject { ["Version"] = "2012-10-17" } : policy.DeepClone().AsObject();
        whole["Statement"] = all;
        return whole;
    }

    private async Task KeepVersionsAsync(List<string> changes, CancellationToken cancellationToken)
    {
        if (!IsOnlyPlanned)
        {
            var now = await client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
            if (now.VersioningConfig?.Status == VersionStatus.Enabled)
            {
                return;
            }
        }

        changes.Add("keep versions");
        if (!options.WhatIf)
        {
            await client.PutBucketVersioningAsync(
                new PutBucketVersioningRequest { BucketName = bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
