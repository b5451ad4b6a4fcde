namespace DataLakeTools;

/// <summary>A raw row or record that a row of a table was made of.</summary>
public sealed record LakeRowTrace
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The key of the row.</summary>
    public required string Key { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The key of the raw file.</summary>
    public required string RawKey { get; init; }

    /// <summary>The line of a CSV file on which the row begins, from 1, the header included; null for JSON.</summary>
    public long? Line { get; init; }

    /// <summary>The number of a JSON record in its file, from 1; null for CSV.</summary>
    public long? Record { get; init; }

    /// <summary>Where the bytes begin in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>The very bytes, without the end of the line.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>The bytes as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);
}
