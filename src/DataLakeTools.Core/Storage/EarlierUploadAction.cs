namespace DataLakeTools.Core.Storage;

/// <summary>What a write does with earlier, unfinished uploads of its key.</summary>
public enum EarlierUploadAction
{
    /// <summary>They are ignored.</summary>
    Ignore,

    /// <summary>
    /// The newest matching one is resumed: its identical parts are not sent again. An object that goes in one request looks for none.
    /// </summary>
    Resume,

    /// <summary>They are removed, and the write starts from the beginning.</summary>
    Remove,
}
