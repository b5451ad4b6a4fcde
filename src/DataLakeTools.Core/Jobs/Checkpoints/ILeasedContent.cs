namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The content of a leased object, which alone knows how its bytes are read and written; the lease gives it the owner to write.</summary>
internal interface ILeasedContent
{
    /// <summary>Loads the content that earlier runs have written.</summary>
    /// <param name="bytes">The bytes of the object.</param>
    /// <returns>The owner that the object names; null where it was released.</returns>
    /// <exception cref="Errors.DataLakeException">The bytes cannot be read.</exception>
    LeaseOwner? Load(byte[] bytes);

    /// <summary>Removes what the interrupted owner has left unfinished, before the lease is written for the first time.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    Task CleanUpAsync(CancellationToken cancellationToken);

    /// <summary>The owner that an object names, without taking anything over.</summary>
    /// <param name="bytes">The bytes of the object.</param>
    /// <exception cref="Errors.DataLakeException">The bytes cannot be read.</exception>
    LeaseOwner? OwnerOf(byte[] bytes);

    /// <summary>The bytes of the object as of now.</summary>
    /// <param name="owner">The owner; null when the lease is released.</param>
    byte[] Write(LeaseOwner? owner);
}
