namespace DataLakeTools;

/// <summary>What can be wrong with an object of a lake.</summary>
public enum LakeFindingKind
{
    /// <summary>Nothing is at the key.</summary>
    Missing,

    /// <summary>The object has another size than its file or receipt.</summary>
    SizeDiffers,

    /// <summary>The object has other bytes than its file, or than its receipt vouches for.</summary>
    ContentDiffers,

    /// <summary>The bytes of the object are not those of the checksum that the lake keeps of it.</summary>
    ChecksumMismatch,

    /// <summary>The key does not follow the convention of keys.</summary>
    InvalidKey,

    /// <summary>A JSON file is larger than a batch may be.</summary>
    FileTooLarge,

    /// <summary>A JSON file has no record, or more than a batch may have.</summary>
    RecordCount,

    /// <summary>The records of a JSON file are of more than one structure.</summary>
    MixedStructures,

    /// <summary>A JSON file is not JSON.</summary>
    InvalidJson,

    /// <summary>A JSON file is neither one array nor one record a line.</summary>
    NotABatch,

    /// <summary>A CSV file fails the check of <c>Test-RawCsv</c>.</summary>
    InvalidCsv,
}
