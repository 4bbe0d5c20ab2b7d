import { describeContract } from '../../contract/contract.ts';
import { createServiceSubject } from '../../contract/service-subject.ts';

describeContract(createServiceSubject);
