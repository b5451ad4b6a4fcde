using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Lake;

/// <summary>Where a lake is: <c>s3://bucket[/prefix]</c> or a folder.</summary>
public sealed partial record LakeAddress
{
    /// <summary>The environment variable that names the lake where nothing else does.</summary>
    public const string Variable = "DATALAKE_URI";

    private LakeAddress(LakeKind kind, string bucketOrFolder, string prefix)
    {
        Kind = kind;
        BucketOrFolder = bucketOrFolder;
        Prefix = prefix;
    }

    /// <summary>The kind of lake.</summary>
    public LakeKind Kind { get; }

    /// <summary>The bucket of an S3 lake, or the full path of a folder lake.</summary>
    public string BucketOrFolder { get; }

    /// <summary>The prefix of every key in the bucket, without <c>/</c> at its ends; empty for none.</summary>
    public string Prefix { get; }

    /// <summary>The whole bucket, or the same folder.</summary>
    public LakeAddress WithoutPrefix => new(Kind, BucketOrFolder, string.Empty);

    /// <summary>Reads an address.</summary>
    /// <param name="text"><c>s3://bucket[/prefix]</c>, a path of a folder, or a <c>file:</c> URI.</param>
    /// <param name="currentFolder">
    /// What a relative path starts from. A name alone must be a folder there, because it may as well be meant as a bucket; when
    /// null, a relative path starts from the process's own folder and only the form of the address is checked.
    /// </param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidLakeAddress"/>.</exception>
    public static LakeAddress Parse(string text, string? currentFolder = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new DataLakeException(
                DataLakeError.LakeNotGiven,
                "No lake was named.",
                $"Name it with {LakeSetting.Lake} or in the environment variable {Variable}: s3://bucket[/prefix] or a folder.",
                text);
        }

        // Errors repeat the address, which may contain a password.
        if (text.StartsWith("s3:", StringComparison.OrdinalIgnoreCase))
        {
            return ParseS3(AddressSecrets.Hide(text));
        }

        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return Folder(text, uri.LocalPath, currentFolder);
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            text = AddressSecrets.Hide(text);
            throw Invalid(
                text,
                $"The lake address '{KeySegment.Shown(text)}' is neither s3:// nor a folder.",
                $"Write s3://bucket[/prefix] or a folder; the address of another S3 server goes into {LakeSetting.EndpointUrl}.");
        }

        if (currentFolder is not null && IsNameAlone(text) && !Directory.Exists(Path.Combine(currentFolder, text)))
        {
            throw Invalid(text, $"'{KeySegment.Shown(text)}' may be a bucket or a folder, and there is no folder of that name.", $"Write s3://{KeySegment.Shown(text)} or ./{KeySegment.Shown(text)}.");
        }

        return Folder(text, text, currentFolder);
    }

    /// <summary>Throws if the key cannot be used in this lake.</summary>
    /// <param name="key">A key inside the lake.</param>
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.InvalidKey"/>: it could lead out of the lake, or it or a name in it is too long.
    /// </exception>
    public void Check(string key)
    {
        KeySegment.CheckKey(key);
        if (Kind == LakeKind.S3)
        {
            KeySegment.CheckLength(Qualify(key));
            return;
        }

        foreach (var name in key.Split('/'))
        {
            if (KeySegment.IsTooLongForFile(name, out var length))
            {
                throw KeySegment.Invalid(
                    $"The name '{KeySegment.Shown(name)}' in a key is {length} UTF-8 bytes long; a lake in a folder takes at most {KeySegment.MaxFileNameBytes}.",
                    "Shorten it: it comes from a file name, a specification or the name of a job.",
                    key);
            }
        }
    }

    /// <summary>The key as the lake's storage sees it, with the lake's prefix in front.</summary>
    /// <param name="key">A key inside the lake.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidKey"/> when the two are too long together.</exception>
    public string Qualify(string key)
    {
        if (Prefix.Length == 0)
        {
            return key;
        }

        var qualified = $"{Prefix}/{key}";
        KeySegment.CheckLength(qualified);
        return qualified;
    }

    /// <summary>The address of an object: <c>s3://bucket/prefix/key</c>, or the full path of its file.</summary>
    /// <param name="key">A key inside the lake.</param>
    public string AddressOf(string key) => Kind == LakeKind.S3
        ? $"s3://{BucketOrFolder}/{Qualify(key)}"
        : Path.Combine(BucketOrFolder, key.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The address as a user would write it.</summary>
    public override string ToString() => Kind == LakeKind.Folder ? BucketOrFolder : Prefix.Length == 0 ? $"s3://{BucketOrFolder}" : $"s3://{BucketOrFolder}/{Prefix}";

    private static LakeAddress ParseS3(string text)
    {
        if (!text.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            var meant = text["s3:".Length..].Trim('/', '\\');
            throw Invalid(
                text,
                $"The lake address '{KeySegment.Shown(text)}' does not begin with 's3://'.",
                meant.Length > 0 ? $"Write it as s3://{meant.Replace('\\', '/')}." : "Write it as s3://bucket[/prefix].");
        }

        var rest = text["s3://".Length..].TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var prefix = slash < 0 ? string.Empty : rest[(slash + 1)..];
        var accessPoint = AccessPoint().Match(rest);
        if (accessPoint.Success)
        {
            // Its name follows ":" or "/".
            bucket = $"{accessPoint.Groups["arn"].Value}:{accessPoint.Groups["name"].Value}";
            prefix = accessPoint.Groups["prefix"].Value;
        }
        else if (!BucketName.CanBeAddressed(bucket))
        {
            throw Invalid(
                text,
                $"'{KeySegment.Shown(bucket)}' in the lake address '{KeySegment.Shown(text)}' cannot be a bucket.",
                "A bucket name has 3 to 63 characters of a-z, 0-9, '.' and '-'; write the lake as s3://bucket[/prefix].");
        }

        if (prefix.Length > 0)
        {
            try
            {
                foreach (var segment in prefix.Split('/'))
                {
                    KeySegment.Check(segment, "prefix of the lake");
                }

                KeySegment.CheckLength(prefix);
            }
            catch (DataLakeException exception)
            {
                throw Invalid(text, exception.Message, exception.Advice);
            }
        }

        return new LakeAddress(LakeKind.S3, bucket, prefix);
    }

    private static bool IsNameAlone(string text) => text[0] is not ('.' or '~') && text.AsSpan().IndexOfAny('/', '\\', ':') < 0;

    private static LakeAddress Folder(string text, string path, string? currentFolder)
    {
        // Shells do not expand a quoted '~', and nobody expands that of a document; PowerShell's own cmdlets do, and so does this.
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
        {
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        }

        if (path.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            throw Invalid(text, $"The lake folder '{KeySegment.Shown(text)}' has a control character in it.", "Name a folder without control characters.");
        }

        var full = currentFolder is null ? Path.GetFullPath(path) : Path.GetFullPath(path, currentFolder);
        if (full.Split(Path.DirectorySeparatorChar).FirstOrDefault(name => KeySegment.IsTooLongForFile(name, out _)) is { } tooLong)
        {
            throw Invalid(text, $"The name '{KeySegment.Shown(tooLong)}' in the lake folder is longer than {KeySegment.MaxFileNameBytes} UTF-8 bytes.", "Name a folder with shorter names.");
        }

        return new LakeAddress(LakeKind.Folder, Path.TrimEndingDirectorySeparator(full), string.Empty);
    }

    private static DataLakeException Invalid(string text, string message, Advice advice) =>
        new(DataLakeError.InvalidLakeAddress, message, advice, text);

    [GeneratedRegex("^(?<arn>arn:aws[a-z-]*:s3:[a-z0-9-]+:[0-9]{12}:accesspoint)[:/](?<name>[a-z0-9-]{1,50})(?:/(?<prefix>.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex AccessPoint();
}
