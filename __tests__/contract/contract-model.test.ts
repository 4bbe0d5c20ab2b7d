import { describeContract } from './contract.ts';
import { createModelSubject } from './model-subject.ts';

describeContract(createModelSubject);
