namespace DataLakeTools;

/// <summary>A value that cmdlets take where nothing else is said.</summary>
public sealed class LakeDefault
{
    internal LakeDefault(string name, object value, string source)
    {
        Name = name;
        Value = value;
        Source = source;
    }

    /// <summary>What it is about; the parameter of Set-LakeDefault.</summary>
    public string Name { get; }

    /// <summary>The value; a secret stays one.</summary>
    public object Value { get; }

    /// <summary>Where it comes from: the session, or the environment variable of that name.</summary>
    public string Source { get; }

    /// <summary>The name and the value.</summary>
    public override string ToString() => $"{Name} = {Value}";
}
