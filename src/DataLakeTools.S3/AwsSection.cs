namespace DataLakeTools.S3;

/// <summary>A section of the shared AWS files: settings by name, some of which have settings of their own.</summary>
internal sealed class AwsSection
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>The value of a setting; null where it is not set, or to nothing.</summary>
    /// <param name="name">The name, in lower case.</param>
    public string? Find(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The value of a nested setting, such as <c>addressing_style</c> under <c>s3</c>; null if it is not set.</summary>
    /// <param name="group">The setting that has settings of its own.</param>
    /// <param name="name">The name of one of them.</param>
    public string? Find(string group, string name)
    {
        // The value of a setting with settings of its own begins with a line break.
        if (Find(group) is not ['\n', ..] lines)
        {
            return null;
        }

        string? found = null;
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var delimiter && line.AsSpan(0, delimiter).Trim().SequenceEqual(name))
            {
                found = line[(delimiter + 1)..].Trim();
            }
        }

        return found is { Length: > 0 } ? found : null;
    }

    /// <summary>Sets a setting.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>Adds a line to a setting.</summary>
    public void Append(string name, string line) => _values[name] = $"{_values[name]}\n{line}";

    /// <summary>Takes over the settings of another section; they override those of this one.</summary>
    public void Merge(AwsSection other)
    {
        foreach (var (name, value) in other._values)
        {
            _values[name] = value;
        }
    }
}
