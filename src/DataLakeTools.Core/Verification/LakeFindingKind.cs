namespace DataLakeTools;

/// <summary>
/// What can be wrong with an object of a lake. Words and no enum, as <see cref="ReceiptStatus"/>; users script
/// against them.
/// </summary>
public static class LakeFindingKind
{
    /// <summary>Nothing is at the key.</summary>
    public const string Missing = nameof(Missing);

    /// <summary>The object has another size than its file or receipt.</summary>
    public const string SizeDiffers = nameof(SizeDiffers);

    /// <summary>The object has other bytes than its file, or than its receipt vouches for.</summary>
    public const string ContentDiffers = nameof(ContentDiffers);

    /// <summary>The bytes of the object are not those of the checksum that the lake keeps of it.</summary>
    public const string ChecksumMismatch = nameof(ChecksumMismatch);

    /// <summary>The key does not follow the convention of the Raw zone.</summary>
    public const string InvalidKey = nameof(InvalidKey);

    /// <summary>A JSON file is larger than a batch may be.</summary>
    public const string FileTooLarge = nameof(FileTooLarge);

    /// <summary>A JSON file has no record, or more than a batch may have.</summary>
    public const string RecordCount = nameof(RecordCount);

    /// <summary>The records of a JSON file are of more than one structure.</summary>
    public const string MixedStructures = nameof(MixedStructures);

    /// <summary>A JSON file is not JSON.</summary>
    public const string InvalidJson = nameof(InvalidJson);

    /// <summary>A JSON file is neither one array nor one record a line.</summary>
    public const string NotABatch = nameof(NotABatch);

    /// <summary>A CSV file fails the check of <c>Test-RawCsv</c>.</summary>
    public const string InvalidCsv = nameof(InvalidCsv);
}
