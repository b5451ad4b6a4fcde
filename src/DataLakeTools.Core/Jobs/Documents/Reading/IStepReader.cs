namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads one type of step.</summary>
internal interface IStepReader
{
    /// <summary>The type of the step and its properties.</summary>
    JobObjectType Declaration { get; }

    /// <summary>Reads a step.</summary>
    /// <param name="step">The JSON object of the step; unknown properties are already reported.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The step. What is wrong with it is noted in the document.</returns>
    LakeJobStep Read(JobElement step, string name);
}
